import { describe, expect, test } from 'vitest';
import { identifyRun, isProvablyAlive, isProvablyGone, type ControlProcess } from '../../src/engine/run-identity.ts';

const { process: here } = await identifyRun('site.ts');

const others: readonly (readonly [string, Partial<ControlProcess>, string])[] = [
  ['this process', {}, 'alive'],
  ['an earlier one of its number', { startTime: '1' }, 'gone'],
  ['one of an earlier boot of this machine', { bootId: 'earlier' }, 'gone'],
  ['one of another machine', { bootId: 'other', machine: 'other' }, 'unknown'],
  ['one of another container', { namespace: 'pid:[1]' }, 'unknown'],
  ['one of another boot, of a machine without a name', { bootId: 'other', machine: '' }, 'unknown'],
];

describe.skipIf(here === null)('what is known of a process', () => {
  test.each(others)('%s', async (_, difference, life) => {
    const holder = here && { ...here, ...difference };
    expect([await isProvablyAlive(holder, here), await isProvablyGone(holder, here)]).toEqual([
      life === 'alive',
      life === 'gone',
    ]);
  });

  test('nothing, where either is not known', async () => {
    for (const [holder, asking] of [
      [null, here],
      [here, null],
    ] as const) {
      expect([await isProvablyAlive(holder, asking), await isProvablyGone(holder, asking)]).toEqual([false, false]);
    }
  });
});
