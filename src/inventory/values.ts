import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import { canonicalAddress } from '../cluster/address.ts';
import { schedulers } from '../cluster/cluster.ts';
import { didYouMean } from './nearest.ts';
import { nameForm } from './pattern.ts';

/** @returns zod's option that turns any fault of a value into what was found there and what was expected. */
export function expected(what: string) {
  return {
    error: ({ input }: { readonly input?: unknown }) =>
      input === undefined ? `missing; expected ${what}` : `found ${show(input)}; expected ${what}`,
  };
}

/** A whole number in a range. */
export function wholeNumber(from: number, to: number, what = 'a whole number') {
  const expectation = expected(`${what} from ${from} to ${to}`);
  return z.number(expectation).refine((value) => Number.isInteger(value) && value >= from && value <= to, expectation);
}

/** A number of seconds, whole because keepalived before 2.0 takes no fractions. */
export function seconds() {
  return wholeNumber(1, 86_400, 'whole seconds');
}

/** Text of a certain form. */
export function text(form: RegExp, what: string) {
  return z.string(expected(what)).regex(form, expected(what));
}

/** One of a few words. */
export function oneOf<const Word extends string>(...words: readonly [Word, ...Word[]]) {
  return z.enum(words, expected(words.join(' or ')));
}

/** One value or a list of them; always a list afterwards. */
export function oneOrMore<Schema extends z.ZodType>(item: Schema) {
  return z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item));
}

/** A map, or `true` for all of its defaults, or `false` for nothing. */
export function switchable<Schema extends z.ZodType>(settings: Schema) {
  return z.preprocess((value) => (value === true ? {} : value === false ? undefined : value), settings.optional());
}

/** A map, or a word for one key of it. */
export function wordOr<Schema extends z.ZodType>(key: string, settings: Schema) {
  return z.preprocess((value) => (typeof value === 'string' ? { [key]: value } : value), settings);
}

/** A map, or a number for one key of it. */
export function numberOr<Schema extends z.ZodType>(key: string, settings: Schema) {
  return z.preprocess((value) => (typeof value === 'number' ? { [key]: value } : value), settings);
}

/** A map with exactly one of some keys; a key alone stands for itself with all defaults. */
export function choice<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? { [value]: {} } : value),
    z
      .strictObject(shape)
      .partial()
      .refine((value) => Object.keys(value).length === 1, {
        error: `expected exactly one of ${Object.keys(shape).join(', ')}`,
        when: ({ issues }) => issues.length === 0,
      }),
  );
}

/** A map with a free choice of names for keys; an entry without a value is an empty map. */
export function mapOf<Schema extends z.ZodType>(entry: Schema) {
  return z.record(
    name(),
    z.preprocess((value) => value ?? {}, entry),
  );
}

export function name() {
  return text(nameForm, 'a name of letters, digits, and . _ - that is not a bare number');
}

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
    });
}

// IFNAMSIZ of <linux/if.h> is 16 with the closing NUL; dev_valid_name() refuses '/', ':' and white space.
export function interfaceName() {
  const what = 'the name of an interface, at most 15 characters';
  return text(/^(?!\.\.?$)[^\s/]{1,15}$/, what).refine(
    (value) => !value.includes(':'),
    expected(`${what} and without a colon, behind which stands the label of an address`),
  );
}

/** The name that an address has beside its interface's, `eth0:1`; as long as an interface's at most. */
export function label(example: string) {
  return text(/^(?=.{1,15}$)[^\s/:]+:[^\s/:]+$/, labelForm(example));
}

export function labelForm(example: string): string {
  return `interface:number of at most 15 characters, such as ${example}`;
}

/** A word of keepalived.conf: what would end the word, start a comment or be substituted is refused. */
export const wordForm = /^[^\s"'!#$\\{}\p{C}]+$/u;

/** What an import writes where only a person knows the value. */
export const toFillIn = 'CHANGE-ME';

export function word(what: string) {
  return text(wordForm, `${what} without spaces and without any of " ' ! # $ \\ { }`).refine(
    (value) => !value.includes(toFillIn),
    expected(`${what}, which was left for you to say`),
  );
}

export function scheduler() {
  return z.enum(schedulers, {
    error: ({ input }) =>
      `found ${show(input)}${typeof input === 'string' ? didYouMean(input, schedulers) : ''}; expected a scheduler of IPVS: ${schedulers.join(', ')}`,
  });
}

/** A program of this machine and its arguments; no shell reads it. */
export function commandLine() {
  return z.array(z.string(expected('a word')).min(1, expected('a word')), expected('[program, argument, …]')).min(1, {
    error: 'found an empty list; expected [program, argument, …]',
  });
}

/** Where a secret is kept; never the secret itself, and a message never repeats it. */
export function secret() {
  const name = z.string().min(1);
  const forms = [
    z.strictObject({ env: name }),
    z.strictObject({ file: name }),
    z.strictObject({ command: z.array(name).min(1) }),
    z.strictObject({ prompt: name }),
  ];
  return z.union(forms, {
    error: ({ input }) =>
      `found ${typeof input === 'object' ? 'something else' : 'plain text, and an inventory is a file that people share'}; expected { env: NAME }, { file: path }, { command: [program, argument] } or { prompt: question }`,
  });
}

/** @returns a value found as a message shows it. */
export function show(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return JSON.stringify(typeof value === 'string' && value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
