import ipaddr from 'ipaddr.js';

/** @returns whether an IPv4 address is in a network given as CIDR. */
export function contains(segment: string, address: string): boolean {
  return ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(segment));
}

/** @returns whether two networks have an address in common: one of them holds the other. */
export function overlap(a: string, b: string): boolean {
  const [baseA] = ipaddr.IPv4.parseCIDR(a);
  const [baseB] = ipaddr.IPv4.parseCIDR(b);
  return contains(a, baseB.toString()) || contains(b, baseA.toString());
}

/** @returns what makes an address of a segment unusable for a host; null when nothing does. A /31 (RFC 3021) and a /32 have neither. */
export function reservedAs(segment: string, address: string): 'network address' | 'broadcast address' | null {
  const [, prefixLength] = ipaddr.IPv4.parseCIDR(segment);
  if (prefixLength >= 31) return null;
  if (address === ipaddr.IPv4.networkAddressFromCIDR(segment).toString()) return 'network address';
  return address === ipaddr.IPv4.broadcastAddressFromCIDR(segment).toString() ? 'broadcast address' : null;
}
