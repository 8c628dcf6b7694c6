import { wordForm } from '../inventory/values.ts';
import type { Ledger } from './ledger.ts';
import { keywordOf, type Statement } from './statement.ts';
import type { Word } from './tokens.ts';

/** A value, and the statement that said it. */
export interface Said<Value> {
  readonly value: Value;
  readonly statement: Statement;
}

export type Handler = (statement: Statement) => void;

/**
 * Goes through a block. A word that has no handler stays untaken, so that it is named in the end; a word that may stand once and
 * stands again is named where it does not count, since keepalived takes the last.
 * @param repeated words that may stand more than once.
 */
export function readBlock(
  block: readonly Statement[] | null,
  handlers: Readonly<Record<string, Handler>>,
  repeated: readonly string[],
  ledger: Ledger,
): void {
  const statements = block ?? [];
  for (const [index, statement] of statements.entries()) {
    const keyword = keywordOf(statement);
    const handler = Object.hasOwn(handlers, keyword) ? handlers[keyword] : undefined;
    if (handler === undefined) continue;
    const again = statements.slice(index + 1).find((later) => keywordOf(later) === keyword);
    if (again !== undefined && !repeated.includes(keyword)) {
      const line = again.words[0]?.place.line ?? 0;
      ledger.name('not carried over', statement, `${keyword} is said again in line ${line}, which is what counts`);
      continue;
    }
    handler(statement);
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** Whole numbers only. */
  readonly whole?: boolean;
}

/** Takes a number; one that an inventory cannot say is brought as near as possible, or named. */
export function takeNumber(
  statement: Statement,
  ledger: Ledger,
  { from, to, whole = true }: Range,
): Said<number> | null {
  const [keyword, word] = statement.words;
  if (word === undefined || !/^[+-]?\d+(\.\d+)?$/.test(word.text)) {
    ledger.name('not carried over', statement, `expected a number from ${from} to ${to}`);
    return null;
  }
  const found = Number(word.text);
  const wanted = whole ? Math.round(found) : found;
  const value = Math.min(Math.max(wanted, from), to);
  ledger.carry(keyword, word);
  if (value !== found)
    ledger.remark(
      'carried differently',
      statement,
      `the inventory says ${value}: it takes ${whole ? 'whole numbers ' : ''}from ${from} to ${to}`,
    );
  return { value, statement };
}

/** Takes one word behind the keyword. */
export function takeWord(statement: Statement, ledger: Ledger): Said<string> | null {
  const [keyword, word] = statement.words;
  if (word === undefined) {
    ledger.name('not carried over', statement, 'it says nothing');
    return null;
  }
  ledger.carry(keyword, word);
  return { value: word.text, statement };
}

/** The same, of a word that an inventory can hold. */
export function takePlainWord(statement: Statement, ledger: Ledger): Said<string> | null {
  const [, word] = statement.words;
  if (word !== undefined && !wordForm.test(word.text)) {
    ledger.name('not carried over', statement, 'an inventory takes no spaces and none of " \' ! # $ \\ { } here');
    return null;
  }
  return takeWord(statement, ledger);
}

/** Takes a word that is on by itself and may be switched off. */
export function takeSwitch(statement: Statement, ledger: Ledger): Said<boolean> {
  const [keyword, word] = statement.words;
  ledger.carry(keyword);
  const isSaid = word !== undefined && /^(on|off|true|false|yes|no)$/i.test(word.text);
  if (isSaid) ledger.carry(word);
  return { value: !isSaid || /^(on|true|yes)$/i.test(word.text), statement };
}

/** Takes all of a statement, without its block. */
export function takeAll({ words }: Statement, ledger: Ledger): void {
  ledger.carry(...words);
}

export function wordAt({ words }: Statement, index: number): Word | undefined {
  return words[index];
}
