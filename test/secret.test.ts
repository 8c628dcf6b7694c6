import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret, secretsIn } from '../src/secret.ts';

const values = (secrets: readonly Secret[]) => secrets.map((secret) => secret.reveal());

describe('Secret', () => {
  it('prints itself nowhere', () => {
    const secret = new Secret('hunter2', [new Secret('hunter')]);
    const printed = `${String(secret)} ${JSON.stringify({ secret })} ${inspect({ secret }, { depth: 9 })}`;
    expect(printed).toBe('[secret] {"secret":"[secret]"} { secret: [secret] }');
  });

  it('is its own core, unless it was made of smaller ones', () => {
    const file = new Secret('auth_pass one\n', [new Secret('one')]);
    expect(values(new Secret('one').core)).toEqual(['one']);
    expect(values(new Secret('x', [file, new Secret('two')]).core)).toEqual(['one', 'two']);
  });
});

describe('secretsIn', () => {
  it('finds every secret once, however deep, also in a ring', () => {
    const shared = new Secret('b');
    const ring: Record<string, unknown> = { list: [{ a: new Secret('a') }, shared], map: { shared }, none: null };
    ring['self'] = ring;
    expect(values(secretsIn(ring))).toEqual(['a', 'b']);
  });
});
