import ipaddr from 'ipaddr.js';
import { canonicalAddress, isIpv6, wholeLength } from '../cluster/address.ts';
import { networkOf } from '../cluster/network.ts';

/** @returns an address in the way that an inventory writes it; null for anything else. */
export function addressOf(text: string): string | null {
  if (isIpv6(text)) return ipaddr.IPv6.isValid(text) && !text.includes('%') ? canonicalAddress(text) : null;
  return ipaddr.IPv4.isValidFourPartDecimal(text) ? text : null;
}

export function portOf(text: string | undefined): number | null {
  const port = /^\d{1,5}$/.test(text ?? '') ? Number(text) : -1;
  return port >= 0 && port <= 65_535 ? port : null;
}

/** @returns why an address and a port cannot be taken. */
export function faultOfEndpoint(address = '', port = '0'): string {
  if (addressOf(address) === null)
    return `expected an IPv4 or IPv6 address, and a port: ${address} is no address${hintAtDefinition(address)}`;
  return `expected a port from 1 to 65535: ${port} is no number of one${/^[a-z]/i.test(port) ? ', write the number that the name stands for' : ''}`;
}

/** A definition is put in for `$NAME` at the end of a word only; `${NAME}` may stand anywhere. */
export function hintAtDefinition(text: string): string {
  const name = /^\$(\w+)[^\w]/.exec(text)?.[1];
  return name === undefined ? '' : `; write \${${name}} where something follows the name`;
}

// More than a class C would be a mistake in a file, and make a list that nobody reads.
const most = 256;

/**
 * @returns the addresses of `192.168.200.3-10`, `ae00::2-9` (hexadecimal), `192.168.200.250-192.168.201.10` or
 * `192.168.202.8/29`; null for what is no range, or too wide a one.
 */
export function addressesOf(text: string): readonly string[] | null {
  const single = addressOf(text);
  if (single !== null) return [single];
  const [first = '', last] = text.split('-');
  const start = addressOf(first);
  if (start !== null && last !== undefined) return between(start, addressOf(last) ?? withLastPart(start, last));
  const [base = '', length] = text.split('/');
  const inside = addressOf(base);
  if (inside === null || length === undefined || !/^\d{1,3}$/.test(length)) return null;
  const host = wholeLength(inside) - Number(length);
  if (host < 0 || host > 8) return null;
  const lowest = networkOf(inside, Number(length)).split('/')[0] ?? inside;
  return Array.from({ length: 2 ** host }, (_, index) => plus(lowest, index));
}

function withLastPart(address: string, part: string): string | null {
  if (!isIpv6(address)) return /^\d{1,3}$/.test(part) ? addressOf(address.replace(/\d+$/, part)) : null;
  if (!/^[\da-f]{1,4}$/i.test(part)) return null;
  const parts = ipaddr.IPv6.parse(address).toNormalizedString().split(':');
  return addressOf([...parts.slice(0, -1), part].join(':'));
}

function between(first: string, last: string | null): readonly string[] | null {
  if (last === null) return null;
  const found: string[] = [];
  for (let index = 0; index < most; index++) {
    const address = plus(first, index);
    found.push(address);
    if (address === last) return found;
  }
  return null;
}

function plus(address: string, count: number): string {
  const bytes = ipaddr.parse(address).toByteArray();
  let carry = count;
  for (let index = bytes.length - 1; index >= 0 && carry > 0; index--) {
    const sum = (bytes[index] ?? 0) + carry;
    bytes[index] = sum % 256;
    carry = Math.floor(sum / 256);
  }
  return canonicalAddress(ipaddr.fromByteArray(bytes).toString());
}
