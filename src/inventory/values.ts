import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import { schedulers } from '../cluster/cluster.ts';
import { didYouMean } from './nearest.ts';

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

// The characters , : & ! ~ and * belong to host patterns, and a bare number would leave the file's order.
export function name() {
  return text(/^(?!\d+$)\w[\w.-]*$/, 'a name of letters, digits, and . _ - that is not a bare number');
}

export function address() {
  return z.string(expected('an IPv4 address')).superRefine((value, context) => {
    if (ipaddr.IPv4.isValidFourPartDecimal(value)) return;
    const what = ipaddr.IPv6.isValid(value) ? 'IPv6, which is not supported yet' : show(value);
    context.addIssue({ code: 'custom', message: `found ${what}; expected an IPv4 address` });
  });
}

/** An IPv4 network, `192.168.1.0/24`. */
export function segment() {
  const what = 'an IPv4 network such as 192.168.1.0/24';
  return z.string(expected(what)).superRefine((value, context) => {
    const problem = faultOfSegment(value);
    if (problem !== null) context.addIssue({ code: 'custom', message: `${problem}; expected ${what}` });
  });
}

function faultOfSegment(value: string): string | null {
  if (ipaddr.IPv6.isValidCIDR(value)) return 'found IPv6, which is not supported yet';
  const [base = '', length = ''] = value.split('/');
  if (!ipaddr.IPv4.isValidFourPartDecimal(base) || !/^([1-9]|[12]\d|3[0-2])$/.test(length))
    return `found ${show(value)}`;
  const network = ipaddr.IPv4.networkAddressFromCIDR(value).toString();
  return base === network ? null : `found ${show(value)}, an address inside the network ${network}/${length}`;
}

// IFNAMSIZ of <linux/if.h> is 16 with the closing NUL; dev_valid_name() refuses '/', ':' and white space.
export function interfaceName() {
  return text(/^(?!\.\.?$)[^\s/:]{1,15}$/, 'the name of an interface, at most 15 characters');
}

/** The name that an address has beside its interface's, `eth0:1`; as long as an interface's at most. */
export function label(example: string) {
  return text(/^(?=.{1,15}$)[^\s/:]+:[^\s/:]+$/, labelForm(example));
}

export function labelForm(example: string): string {
  return `interface:number of at most 15 characters, such as ${example}`;
}

/** A word of keepalived.conf: what would end the word, start a comment or be substituted is refused. */
export function word(what: string) {
  return text(/^[^\s"'!#$\\{}\p{C}]+$/u, `${what} without spaces and without any of " ' ! # $ \\ { }`);
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
