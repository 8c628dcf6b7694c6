import * as z from 'zod';
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
  return z
    .number(expectation)
    .refine((value) => Number.isInteger(value) && value >= from && value <= to, expectation)
    .meta({ type: 'integer', minimum: from, maximum: to });
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
  return z
    .preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item))
    .meta({ or: 'item' });
}

/** A map, or `true` for all of its defaults, or `false` for nothing. */
export function switchable<Schema extends z.ZodType>(settings: Schema) {
  return z
    .preprocess((value) => (value === true ? {} : value === false ? undefined : value), settings.optional())
    .meta({ or: 'boolean' });
}

/** A map, or a word for one key of it. */
export function wordOr<Schema extends z.ZodType>(key: string, settings: Schema) {
  return z.preprocess((value) => (typeof value === 'string' ? { [key]: value } : value), settings).meta({ or: key });
}

/** A map, or a number for one key of it. */
export function numberOr<Schema extends z.ZodType>(key: string, settings: Schema) {
  return z.preprocess((value) => (typeof value === 'number' ? { [key]: value } : value), settings).meta({ or: key });
}

/** A map with exactly one of some keys; a key alone stands for itself with all defaults. */
export function choice<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  return z
    .preprocess(
      (value) => (typeof value === 'string' ? { [value]: {} } : value),
      z
        .strictObject(shape)
        .partial()
        .refine((value) => Object.keys(value).length === 1, {
          error: `expected exactly one of ${Object.keys(shape).join(', ')}`,
          when: ({ issues }) => issues.length === 0,
        }),
    )
    .meta({ or: 'key' });
}

/** A map with a free choice of names for keys; an entry without a value is an empty map. */
export function mapOf<Schema extends z.ZodType>(entry: Schema) {
  return z.record(name(), z.preprocess((value) => value ?? {}, entry).meta({ or: 'nothing' }));
}

export function name() {
  return text(nameForm, 'a name of letters, digits, and . _ - that is not a bare number');
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
