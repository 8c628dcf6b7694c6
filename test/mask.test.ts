import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskOf } from '../src/mask.ts';
import { Secret } from '../src/secret.ts';

const mask = (...values: readonly string[]) => maskOf(values.map((value) => new Secret(value)));

/** What comes out of a stream, piece by piece; what came only at its end last. */
function streamed(values: readonly string[], ...pieces: readonly string[]): readonly string[] {
  const passed: string[] = [];
  const stream = mask(...values).stream((text) => passed.push(text));
  pieces.forEach((piece) => stream.write(piece));
  stream.end();
  return passed;
}

describe('a mask', () => {
  it.each([
    ['every occurrence', ['hunter2'], 'hunter2 is hunter2', '[secret] is [secret]'],
    ['the longer of two that begin together', ['pass', 'password'], 'password, pass', '[secret], [secret]'],
    ['two that overlap, whole', ['abcd', 'cdef'], 'abcdef', '[secret]'],
    ['two side by side', ['abcd', 'efgh'], 'abcdefgh', '[secret][secret]'],
    ['one that overlaps itself', ['abab'], 'xababab.', 'x[secret].'],
    ['each line of several', ['line one\r\n  line two\n'], 'x line two', 'x [secret]'],
    ['what a shell wrote into its script', ["it's me"], `printf 'it'\\''s me'`, `printf '[secret]'`],
    ['characters that mean something to a pattern', ['a.c*$'], 'abc* a.c*$', 'abc* [secret]'],
    ['nothing that is too short to be found', ['644', 'yes'], 'mode 644 yes', 'mode 644 yes'],
    ['nothing where it knows nothing', [], 'text', 'text'],
  ])('hides %s', (_, values, text, shown) => {
    expect(mask(...values).text(text)).toBe(shown);
  });

  it('hides of a text only the secrets that it was made of', () => {
    const file = new Secret('weight 1\nauth_pass hush\n', [new Secret('hush')]);
    expect(maskOf([file]).text('weight 1, auth_pass hush')).toBe('weight 1, auth_pass [secret]');
  });

  it('can be given more to hide', () => {
    expect(
      mask('first')
        .with([new Secret('second')])
        .text('first second third'),
    ).toBe('[secret] [secret] third');
  });
});

describe('a masked stream', () => {
  it.each([
    ['a secret in one piece', ['say hunter2\n'], ['say [secret]\n']],
    ['a secret in two pieces', ['say hun', 'ter2\n'], ['say ', '[secret]\n']],
    ['a secret in single characters', ['h', 'u', 'n', 't', 'e', 'r', '2', '!'], ['[secret]', '!']],
    ['what only began like one', ['say hun', 'gry\n'], ['say ', 'hungry\n']],
    ['what began like one at the end', ['say hun'], ['say ', 'hun']],
    ['text without delay', ['Reading lists... ', '50%'], ['Reading lists... ', '50%']],
  ])('shows %s', (_, pieces, passed) => {
    expect(streamed(['hunter2'], ...pieces)).toEqual(passed);
  });

  it('waits for the longer of two secrets', () => {
    expect(streamed(['pass', 'password'], 'my pass', 'word')).toEqual(['my ', '[secret]']);
    expect(streamed(['abcd', 'cdef'], 'abcd', 'ef')).toEqual(['[secret]']);
  });

  it('says the same as the whole text masked, wherever it is cut', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    const secrets = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 7 }));
    fc.assert(
      fc.property(secrets, fc.array(letters), (values, pieces) => {
        expect(streamed(values, ...pieces).join('')).toBe(mask(...values).text(pieces.join('')));
      }),
    );
  });
});
