import { expect, it } from 'vitest';
import { lastLines } from '../../src/shell/last-lines.ts';

it.each([
  ['a\nb\n', 4, 'a\nb\n'],
  ['pass hunter2\nb\n', 8, 'b\n'],
  ['pass hunter2', 5, 'nter2'],
  ['', 5, ''],
])('keeps of %j at most %i characters', (text, most, kept) => {
  expect(lastLines(text, most)).toBe(kept);
});
