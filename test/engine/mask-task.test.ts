import { describe, expect, it } from 'vitest';
import { maskTask } from '../../src/engine/mask-task.ts';
import { UsageError } from '../../src/errors.ts';
import { maskOf } from '../../src/mask.ts';
import type { Action, Change, Comparison } from '../../src/resources/resource.ts';
import { Secret } from '../../src/secret.ts';
import { sh } from '../../src/shell/shell.ts';

const hunter = new Secret('hunter2');
const known = maskOf([hunter]);
const script = sh`true`;

/** What a task says of a comparison when it is masked. */
function masked(comparison: Comparison): Comparison {
  const resource = { id: 'x:y', reads: [], compare: () => comparison };
  const task = maskTask('lb1', { role: 'role', resource }, known);
  return task.resource.compare(() => ({ kind: 'absent' }));
}

const differs = (change: Change, action: Partial<Action> = {}): Comparison => ({
  state: 'differs',
  changes: [change],
  actions: [{ description: 'do', script, ...action }],
});
const text = (from: string | null, to: string | null): Change => ({ what: 'content', from, to, format: 'text' });
const hiddenValue = { what: 'content', from: '[secret]', to: '[secret]', format: 'value', secret: true };

describe('a comparison', () => {
  it.each<[string, Change, Change | object]>([
    ['a secret of the inventory in any file', text('a hunter2\n', 'b\n'), text('a [secret]\n', 'b\n')],
    [
      'a secret in what is to be known before',
      { ...text('a', 'b'), apart: 'hunter2 goes' },
      { ...text('a', 'b'), apart: '[secret] goes' },
    ],
    ['nothing of what was not there', text(null, 'hunter2'), text(null, '[secret]')],
    ['a change of the secret alone, which is still one', text('pw hunter2\n', 'pw [secret]\n'), hiddenValue],
    [
      'values that say that they are secret',
      { what: 'pin', from: '123', to: null, format: 'value', secret: true },
      { what: 'pin', from: '[secret]', to: null, format: 'value', secret: true },
    ],
  ])('hides %s', (_, change, shown) => {
    expect(masked(differs(change))).toMatchObject({ changes: [shown] });
  });

  it('hides the secrets of its own scripts, also in what they do', () => {
    const action = { description: 'write other', script: sh`a ${new Secret('other')}` };
    expect(masked(differs(text('other', 'new'), action))).toMatchObject({
      changes: [text('[secret]', 'new')],
      actions: [{ description: 'write [secret]' }],
    });
  });

  it('shows its scripts without the secrets that a role wrote into them in the clear, and runs them as they are', () => {
    const comparison = masked(differs(text('a', 'b'), { script: sh`a ${hunter.reveal()} ${new Secret('other')}` }));
    const [action] = comparison.state === 'differs' ? comparison.actions : [];
    expect([action?.script.shown, action?.script.text]).toEqual(['a [secret] [secret]', 'a hunter2 other']);
  });

  it('hides a secret in the reason why nothing could be read', () => {
    expect(masked({ state: 'unknown', reason: 'stat: hunter2' })).toEqual({
      state: 'unknown',
      reason: 'stat: [secret]',
    });
  });
});

describe('a script that is kept on the host', () => {
  it('may hold no secret when it is detached', () => {
    const refused = () => masked(differs(text('a', 'b'), { script: sh`a ${hunter}`, detached: true }));
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(/a detached action holds a secret/);
  });

  it('may hold no secret when it takes a resource back', () => {
    const resource = { id: 'x:y', reads: [], compare: () => ({ state: 'converged' }) as const };
    const task = { role: 'role', resource: { ...resource, undo: { restore: sh`drop ${hunter}` } } };
    expect(() => maskTask('lb1', task, known)).toThrow(/the script that takes it back holds a secret/);
    expect(() => maskTask('lb1', task, known)).toThrow(expect.objectContaining({ place: 'lb1 › role › x:y' }));
  });
});
