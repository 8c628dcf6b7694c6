import { spawnSync } from 'node:child_process';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Secret } from '../../src/secret.ts';
import { lines, quote, sh, type Shell } from '../../src/shell/shell.ts';

/** The words that a real sh makes of a script's arguments. */
function wordsOf(script: Shell): string[] {
  const { stdout, status } = spawnSync('sh', ['-s'], { input: script.text, encoding: 'utf8' });
  expect(status).toBe(0);
  return stdout.split('\0').slice(0, -1);
}

const word = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom("'", '"', '\\', '$', '`', '!', '\n', '\t', ' ', '-', '*', '~', '#', '%', 'é', '😀'),
  }),
  fc.constantFrom(
    '',
    '-n',
    '--',
    '-e',
    '$(id)',
    '`id`',
    '~root',
    '*',
    'a=b',
    "'\\''",
    '\n',
    'line\n',
    '\\',
    '#no comment',
  ),
);
const words = fc.array(
  word.filter((text) => !text.includes('\0')),
  { minLength: 1, maxLength: 60 },
);

test('any word comes through a real sh unchanged', () => {
  fc.assert(
    fc.property(words, (list) => {
      expect(wordsOf(sh`printf '%s\\0' ${list}`)).toEqual(list);
    }),
    { numRuns: 60 },
  );
});

test('and a second time, as eval in a batch has it', () => {
  fc.assert(
    fc.property(words, (list) => {
      const inner = sh`printf '%s\\0' ${list}`;
      expect(wordsOf(sh`eval ${inner.text}`)).toEqual(list);
    }),
    { numRuns: 40 },
  );
});

test('plain words stay readable', () => {
  expect(['/etc/keepalived/keepalived.conf', '10.0.0.1/24', 'a=b', '-n'].map(quote)).toEqual([
    '/etc/keepalived/keepalived.conf',
    '10.0.0.1/24',
    'a=b',
    '-n',
  ]);
});

test('a NUL byte, which no shell word can hold, is refused', () => {
  expect(() => quote('a\0b')).toThrow(TypeError);
});

test('a script knows the secrets in it, and how it may be shown', () => {
  const [one, two] = [new Secret("it's"), new Secret('two')];
  const inner = sh`b ${two}`;
  const script = lines(sh`a ${[one, 'x']}; ${inner}`, sh`c`);
  expect(script.shown).toBe('a [secret] x; b [secret]\nc');
  expect(script.secrets).toEqual([one, two]);
  expect(script.text).toBe(`a 'it'\\''s' x; b two\nc`);
  expect([String(script), JSON.stringify(inner), inspect(inner)]).toEqual([script.shown, '"b [secret]"', 'b [secret]']);
  expect([script.hasSecret, sh`c ${'d'}`.hasSecret]).toEqual([true, false]);
});

test('a secret is revealed in the shell text alone', () => {
  expect(wordsOf(sh`printf '%s\\0' ${new Secret("it's")}`)).toEqual(["it's"]);
});

test('a backslash that JavaScript would swallow is refused', () => {
  expect(() => sh`sed 's/\(a\)/\1/'`).toThrow(SyntaxError);
  expect(sh`sed 's/\\(a\\)/\\1/'`.text).toBe("sed 's/\\(a\\)/\\1/'");
});
