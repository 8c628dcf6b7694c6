import { escapeText } from '../escape.ts';
import type { Outcome } from '../verify/check.ts';
import { paint } from './paint.ts';

const width = 'cannot tell'.length;

/** @returns an outcome in its colour, as wide as the widest. */
export function paintOutcome(outcome: Outcome, colour: boolean): string {
  const { green, red, yellow } = paint(colour);
  return { ok: green, failed: red, 'cannot tell': yellow }[outcome](outcome.padEnd(width));
}

/** @returns a value of which further lines stand under its first one, that many columns in. */
export function hang(text: string, columns: number): string {
  return escapeText(text).replaceAll('\n', `\n${' '.repeat(columns)}`);
}
