import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeLine, escapeText } from '../src/escape.ts';

describe('escapeLine', () => {
  test.each([
    ['plain é 中', 'plain é 中'],
    ['\u001b[2J', '\\x1b[2J'],
    ['a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['\u009b31m', '\\x9b31m'],
    ['\u202eevil', '\\u202eevil'],
    ['\0\u007f', '\\x00\\x7f'],
  ])('%j becomes %j', (text, escaped) => {
    expect(escapeLine(text)).toBe(escaped);
  });

  test('leaves nothing that can act on a terminal', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/\p{Cc}|\p{Bidi_Control}/u.test(escapeLine(text))));
  });
});

test('escapeText keeps line ends and tabs and escapes the rest', () => {
  expect(escapeText('a\n\tb\r\u0007\n')).toBe('a\n\tb\\r\\x07\n');
});
