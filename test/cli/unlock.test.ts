import { describe, expect, test } from 'vitest';
import type { FoundLocks } from '../../src/engine/unlock.ts';
import { identifyRun } from '../../src/engine/run-identity.ts';
import { UnreachableError } from '../../src/errors.ts';
import { runWith } from './console.ts';

const run = { ...(await identifyRun('site.ts')), who: 'alice@ops\u001b[31m' };
const locked = { host: 'lb1', lock: { text: 'x', holder: run } };
const unreachable = { host: 'lb2', error: new UnreachableError('no answer', { place: 'lb2' }) };

function engineOf(...hosts: FoundLocks['hosts']) {
  const done: string[] = [];
  const findLocks = (inventory: string, pattern: string) => {
    done.push(`${inventory} ${pattern}`);
    const remove = () => Promise.resolve(void done.push('remove'));
    return Promise.resolve({ hosts, remove, close: () => void done.push('close') });
  };
  return { engine: { findLocks }, done };
}

describe('unlock', () => {
  test('shows who has the lock, asks and removes it', async () => {
    const { engine, done } = engineOf(locked);
    const ended = await runWith(engine, ['unlock', 'lb1', '-i', 'my.yaml'], true);
    expect(ended).toMatchObject({ code: 0, asked: [expect.stringContaining('Remove')] });
    expect(ended.stdout).toContain(`lb1  alice@ops\\x1b[31m since ${run.since}, running site.ts (run ${run.id}`);
    expect(done).toEqual(['my.yaml lb1', 'remove', 'close']);
  });

  test('removes nothing when the answer is no', async () => {
    const { engine, done } = engineOf(locked);
    expect(await runWith(engine, ['unlock'], false)).toMatchObject({ code: 2 });
    expect(done).toEqual(['inventory.yaml all', 'close']);
  });

  test('asks nothing where there is no lock', async () => {
    const { engine, done } = engineOf();
    expect(await runWith(engine, ['unlock'], true)).toMatchObject({
      code: 0,
      asked: [],
      stdout: 'No lock was found.\n',
    });
    expect(done).not.toContain('remove');
  });

  test('wants --yes when nobody can be asked', async () => {
    const { engine, done } = engineOf(locked);
    expect(await runWith(engine, ['unlock'])).toMatchObject({ code: 64 });
    expect(done).toEqual([]);
    expect(await runWith(engine, ['unlock', '--yes'])).toMatchObject({ code: 0, asked: [] });
    expect(done).toContain('remove');
  });

  test('names the host that cannot be asked, unlocks the others and exits 3', async () => {
    const { engine, done } = engineOf(unreachable, locked);
    const ended = await runWith(engine, ['unlock', '--yes']);
    expect(ended).toMatchObject({ code: 3, stderr: 'lb2: no answer\n' });
    expect(done).toContain('remove');
  });
});
