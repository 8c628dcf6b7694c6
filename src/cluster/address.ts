import ipaddr from 'ipaddr.js';

/** @returns the one way to write an IP address, so that texts can be compared (RFC 5952 for IPv6); other text as it is. */
export function canonicalAddress(text: string): string {
  return ipaddr.isValid(text) ? ipaddr.parse(text).toString() : text;
}

export function isIpv6(address: string): boolean {
  return address.includes(':');
}

export function familyOf(address: string): 4 | 6 {
  return isIpv6(address) ? 6 : 4;
}

/** @returns the length of the prefix that is the whole address: 32, or 128 for IPv6. */
export function wholeLength(address: string): 32 | 128 {
  return isIpv6(address) ? 128 : 32;
}

/** @returns the mask of a length in IPv4: 24 is `255.255.255.0`. */
export function netmaskOf(length: number): string {
  return ipaddr.IPv4.subnetMaskFromPrefixLength(length).toString();
}

/** @returns the length of a mask, `255.255.255.0`; a length is one already. Null for what is neither. */
export function prefixLengthOf(mask: string): number | null {
  if (/^\d{1,3}$/.test(mask)) return Number(mask) <= 128 ? Number(mask) : null;
  return ipaddr.IPv4.isValidFourPartDecimal(mask) ? ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask() : null;
}

/** @returns `192.168.1.229:80`, `[2001:db8::1]:80`. */
export function endpoint(address: string, port: number): string {
  return isIpv6(address) ? `[${canonicalAddress(address)}]:${port}` : `${address}:${port}`;
}

/** @returns whether a word is an address or has it in it: `--host=192.168.1.220`, `http://192.168.1.220:80/`. */
export function namesAddress(word: string, address: string): boolean {
  const inside = isIpv6(address) ? '[\\da-f:]' : '[\\d.]';
  const text = address.replaceAll('.', '\\.');
  return new RegExp(`(?<!${inside})${text}(?!${inside})`, 'i').test(word);
}
