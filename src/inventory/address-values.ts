import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import { canonicalAddress } from '../cluster/address.ts';
import { expected, show } from './values.ts';

/** Addresses, networks and ports, as an inventory has them. */

export function address() {
  return z.string(expected('an IPv4 address')).superRefine((value, context) => {
    if (ipaddr.IPv4.isValidFourPartDecimal(value)) return;
    const what = ipaddr.IPv6.isValid(value) ? `${show(value)}, IPv6` : show(value);
    context.addIssue({ code: 'custom', message: `found ${what}; expected an IPv4 address` });
  });
}

export function address6() {
  return z
    .string(expected('an IPv6 address'))
    .refine(isIpv6Address, expected('an IPv6 address'))
    .transform(canonicalAddress);
}

/** An address of either family; IPv6 in its one way to be written (RFC 5952). */
export function anyAddress() {
  const what = 'an IPv4 or IPv6 address';
  return z
    .string(expected(what))
    .refine((value) => ipaddr.IPv4.isValidFourPartDecimal(value) || isIpv6Address(value), expected(what))
    .transform(canonicalAddress);
}

/** No zone, and none that stands for an IPv4 address. */
function isIpv6Address(value: string): boolean {
  return ipaddr.IPv6.isValid(value) && !value.includes('%') && !ipaddr.IPv6.parse(value).isIPv4MappedAddress();
}

/** An IPv4 network, `192.168.1.0/24`. */
export function segment() {
  return network(ipaddr.IPv4, 'an IPv4 network such as 192.168.1.0/24', (value) => {
    const [base = '', length = ''] = value.split('/');
    return ipaddr.IPv4.isValidFourPartDecimal(base) && /^([1-9]|[12]\d|3[0-2])$/.test(length);
  });
}

/** An IPv6 network, `fd00:1::/64`. */
export function segment6() {
  return network(ipaddr.IPv6, 'an IPv6 network such as fd00:1::/64', (value) => {
    const [base = '', length = ''] = value.split('/');
    return isIpv6Address(base) && /^([1-9]|[1-9]\d|1[01]\d|12[0-8])$/.test(length);
  });
}

function network(family: typeof ipaddr.IPv4 | typeof ipaddr.IPv6, what: string, isOne: (value: string) => boolean) {
  return z.string(expected(what)).superRefine((value, context) => {
    const problem = faultOfNetwork(family, value, isOne);
    if (problem !== null) context.addIssue({ code: 'custom', message: `${problem}; expected ${what}` });
  });
}

function faultOfNetwork(
  family: typeof ipaddr.IPv4 | typeof ipaddr.IPv6,
  value: string,
  isOne: (value: string) => boolean,
): string | null {
  if (!isOne(value)) return `found ${show(value)}`;
  const [base = '', length = ''] = value.split('/');
  const first = family.networkAddressFromCIDR(value).toString();
  return canonicalAddress(base) === first
    ? null
    : `found ${show(value)}, an address inside the network ${first}/${length}`;
}

/** A port, or a range of them: `8000-8010`, both ends in it. */
export function ports() {
  const what = 'a port, or a range such as 8000-8010';
  return z
    .union([z.number(), z.string().regex(/^\d+-\d+$/)], expected(what))
    .transform((value) => {
      const [from = 0, to = from] = typeof value === 'number' ? [value] : value.split('-').map(Number);
      return { from, to };
    })
    .refine(({ from, to }) => Number.isInteger(from) && from >= 1 && from <= to && to <= 65_535, {
      error: `expected ${what}, from 1 to 65535`,
    })
    .meta({ or: 'port' });
}
