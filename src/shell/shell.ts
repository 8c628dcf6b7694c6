import { Secret } from '../secret.ts';

/** What may stand in a `sh` template: a value is quoted, a list is quoted item by item, shell text is taken as it is. */
export type Interpolation = string | number | Secret | Shell | readonly (string | number | Secret | Shell)[];

/** POSIX shell text that is safe to run. {@link sh} makes it, so that every value inside it is quoted. */
export class Shell {
  readonly text: string;
  /** Whether a {@link Secret} is in it. */
  readonly hasSecret: boolean;

  /** For `sh` and for fixed text of this program alone; a value never goes in here. */
  constructor(text: string, hasSecret = false) {
    this.text = text;
    this.hasSecret = hasSecret;
  }

  toString(): string {
    return this.text;
  }
}

/** @returns the value as one word for a POSIX shell, whatever is in it (XCU 2.2.2: nothing is special in single quotes). */
export function quote(value: string): string {
  if (value.includes('\0')) throw new TypeError('a shell word cannot hold a NUL byte');
  return /^[\w%+,./:=@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** The quoting template: `` sh`rm -f -- ${path}` ``. The only way to shell text. */
export function sh(strings: TemplateStringsArray, ...values: readonly Interpolation[]): Shell {
  const words = values.map((value) => (Array.isArray(value) ? value.map(word).join(' ') : word(value as string)));
  // An escape that JavaScript does not know makes the text undefined: a backslash for the shell is written twice.
  if ((strings as readonly (string | undefined)[]).includes(undefined)) {
    throw new SyntaxError('a shell template holds an escape that is none: write \\\\ for a backslash');
  }
  const text = strings.map((piece, index) => piece + (words[index] ?? '')).join('');
  return new Shell(text, values.flat().some(isSecret));
}

/** @returns the lines as one script, one below the other. */
export function lines(...parts: readonly Shell[]): Shell {
  return new Shell(parts.map((part) => part.text).join('\n'), parts.some(isSecret));
}

function isSecret(value: Interpolation): boolean {
  return value instanceof Secret || (value instanceof Shell && value.hasSecret);
}

function word(value: string | number | Secret | Shell): string {
  if (value instanceof Shell) return value.text;
  return quote(value instanceof Secret ? value.reveal() : String(value));
}
