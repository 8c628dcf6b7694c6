import ipaddr from 'ipaddr.js';
import { isIpv6 } from './address.ts';

/** @returns whether an address is in a network given as CIDR; never when the two are of different families. */
export function contains(network: string, address: string): boolean {
  const [base, prefixLength] = ipaddr.parseCIDR(network);
  const parsed = ipaddr.parse(address);
  return parsed.kind() === base.kind() && parsed.match(base, prefixLength);
}

/** @returns the network that an address is in, `192.168.1.0/24`. */
export function networkOf(address: string, prefixLength: number): string {
  const family = isIpv6(address) ? ipaddr.IPv6 : ipaddr.IPv4;
  return `${family.networkAddressFromCIDR(`${address}/${prefixLength}`).toString()}/${prefixLength}`;
}

/** @returns whether two networks have an address in common: one of them holds the other. */
export function overlap(a: string, b: string): boolean {
  const [baseA] = ipaddr.parseCIDR(a);
  const [baseB] = ipaddr.parseCIDR(b);
  return contains(a, baseB.toString()) || contains(b, baseA.toString());
}

/**
 * @returns what makes an address of a network unusable for a host; null when nothing does. A /31 (RFC 3021) and a /32 have
 * neither, and IPv6 has no broadcast; the first address of a network is the one of any router there (RFC 4291, 2.6.1).
 */
export function reservedAs(
  network: string,
  address: string,
): 'network address' | 'broadcast address' | 'address of any router' | null {
  const [base, prefixLength] = ipaddr.parseCIDR(network);
  if (base.kind() === 'ipv6') {
    const first = ipaddr.IPv6.networkAddressFromCIDR(network).toString();
    return prefixLength < 127 && ipaddr.parse(address).toString() === first ? 'address of any router' : null;
  }
  if (prefixLength >= 31) return null;
  if (address === ipaddr.IPv4.networkAddressFromCIDR(network).toString()) return 'network address';
  return address === ipaddr.IPv4.broadcastAddressFromCIDR(network).toString() ? 'broadcast address' : null;
}

const unreachable: Readonly<Record<string, string>> = {
  unspecified: 'which stands for no host',
  broadcast: 'which stands for every host',
  multicast: 'a multicast address',
  loopback: 'which every host has for itself',
  linkLocal: 'which is good on one link only',
};

/** @returns in words why clients cannot reach an address, whatever the network; null where nothing keeps them from it. */
export function unreachableAs(address: string): string | null {
  return unreachable[ipaddr.parse(address).range()] ?? null;
}
