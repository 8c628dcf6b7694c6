import { describe, expect, test } from 'vitest';
import { diffLines, wordChange } from '../../src/report/diff.ts';
import type { Change } from '../../src/resources/resource.ts';

const text = (from: string | null, to: string | null, secret = false): Change => ({
  what: 'content',
  from,
  to,
  format: 'text',
  secret,
});
const value = (from: string | null, to: string | null, secret = false): Change => ({
  what: 'mode',
  from,
  to,
  format: 'value',
  secret,
});

describe('wordChange', () => {
  test.each([
    [value('0600', '0644'), 'mode 0600 → 0644'],
    [value(null, '0644'), 'mode 0644'],
    [value('0600', null), 'mode 0600 → absent'],
    [value('a', 'b', true), 'mode [secret] changed'],
    [value(null, 'b', true), 'mode [secret] added'],
    [value('a', null, true), 'mode [secret] removed'],
    [text('a', 'b'), 'content'],
    [text('a', null), 'content removed'],
    [text('a', 'b', true), 'content [secret] changed'],
    [value('\u001b[1m', 'x\ny'), 'mode \\x1b[1m → x\\ny'],
  ])('%j is "%s"', (change, words) => {
    expect(wordChange(change)).toBe(words);
  });
});

describe('diffLines', () => {
  test('shows changed lines and three lines around them', () => {
    const lines = ['1', '2', '3', '4', '5', '6', '7', '8', '9', ''];
    const from = lines.join('\n');
    const to = lines.with(4, 'five').join('\n');
    expect(diffLines(text(from, to), false)).toEqual([
      '@@ -2,7 +2,7 @@',
      ' 2',
      ' 3',
      ' 4',
      '-5',
      '+five',
      ' 6',
      ' 7',
      ' 8',
    ]);
  });

  test('shows a new text whole, and a lost one', () => {
    expect(diffLines(text(null, 'a\nb\n'), false)).toEqual(['+a', '+b']);
    expect(diffLines(text('a\n', null), false)).toEqual(['-a']);
  });

  test('says when only the end of the last line differs', () => {
    expect(diffLines(text('a\n', 'a'), false)).toEqual(['@@ -1,1 +1,1 @@', '-a', '+a', '\\ No newline at end of file']);
  });

  test('shows what differs in characters that cannot be seen', () => {
    expect(diffLines(text('a\r\n', 'a\n'), false)).toEqual(['@@ -1,1 +1,1 @@', '-a\\r', '+a']);
  });

  test('gives away nothing of a secret', () => {
    expect(diffLines(text('old pass\n', 'new\npass\n', true), false)).toEqual([]);
  });

  test('gives up on texts that have nothing in common', () => {
    const many = (word: string) => Array.from({ length: 3000 }, (_, index) => `${word}${index}\n`).join('');
    expect(diffLines(text(many('a'), many('b')), false)).toEqual(['more than 2000 lines differ']);
  });

  test('colours what goes and what comes, when asked to', () => {
    expect(diffLines(text('a\n', 'b\n'), true)).toEqual([
      '\u001b[36m@@ -1,1 +1,1 @@\u001b[39m',
      '\u001b[31m-a\u001b[39m',
      '\u001b[32m+b\u001b[39m',
    ]);
  });
});
