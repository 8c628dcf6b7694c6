import { inspect } from 'node:util';
import { hidden, Secret } from '../secret.ts';

/** What may stand in a `sh` template: a value is quoted, a list is quoted item by item, shell text is taken as it is. */
export type Interpolation = string | number | Secret | Shell | readonly (string | number | Secret | Shell)[];

/**
 * POSIX shell text that is safe to run. {@link sh} makes it, so that every value inside it is quoted. Printed by JSON or a
 * debugger it is as it may be shown.
 */
export class Shell {
  readonly text: string;
  /** What is in it that must not be seen. */
  readonly secrets: readonly Secret[];
  /** The text with `[secret]` in the place of each {@link Secret}. */
  readonly shown: string;

  /** For `sh` and for fixed text of this program alone; a value never goes in here. */
  constructor(text: string, secrets: readonly Secret[] = [], shown = text) {
    this.text = text;
    this.secrets = secrets;
    this.shown = shown;
  }

  get hasSecret(): boolean {
    return this.secrets.length > 0;
  }

  toString(): string {
    return this.shown;
  }

  toJSON(): string {
    return this.shown;
  }

  [inspect.custom](): string {
    return this.shown;
  }
}

/** @returns the value as one word for a POSIX shell, whatever is in it (XCU 2.2.2: nothing is special in single quotes). */
export function quote(value: string): string {
  if (value.includes('\0')) throw new TypeError('a shell word cannot hold a NUL byte');
  return /^[\w%+,./:=@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** The quoting template: `` sh`rm -f -- ${path}` ``. The only way to shell text. */
export function sh(strings: TemplateStringsArray, ...values: readonly Interpolation[]): Shell {
  // An escape that JavaScript does not know makes the text undefined: a backslash for the shell is written twice.
  if ((strings as readonly (string | undefined)[]).includes(undefined)) {
    throw new SyntaxError('a shell template holds an escape that is none: write \\\\ for a backslash');
  }
  const words = values.map((value) => join(' ', Array.isArray(value) ? value.map(word) : [word(value as string)]));
  return join(
    '',
    strings.flatMap((piece, index) => [new Shell(piece), words[index] ?? new Shell('')]),
  );
}

/** @returns the lines as one script, one below the other. */
export function lines(...parts: readonly Shell[]): Shell {
  return join('\n', parts);
}

function join(separator: string, parts: readonly Shell[]): Shell {
  return new Shell(
    parts.map(({ text }) => text).join(separator),
    parts.flatMap(({ secrets }) => secrets),
    parts.map(({ shown }) => shown).join(separator),
  );
}

function word(value: string | number | Secret | Shell): Shell {
  if (value instanceof Shell) return value;
  return value instanceof Secret ? new Shell(quote(value.reveal()), [value], hidden) : new Shell(quote(String(value)));
}
