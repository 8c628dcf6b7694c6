import ipaddr from 'ipaddr.js';

/** @returns the one way to write an IP address, so that texts can be compared (RFC 5952 for IPv6); other text as it is. */
export function canonicalAddress(text: string): string {
  return ipaddr.isValid(text) ? ipaddr.parse(text).toString() : text;
}

export function isIpv6(address: string): boolean {
  return address.includes(':');
}

/** @returns `192.168.1.229:80`, `[2001:db8::1]:80`. */
export function endpoint(address: string, port: number): string {
  return isIpv6(address) ? `[${canonicalAddress(address)}]:${port}` : `${address}:${port}`;
}
