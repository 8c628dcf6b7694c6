import { expect, test } from 'vitest';
import { documentAim } from './aims.ts';
import { probing } from './probing.ts';

/** @returns what wins against a moment in which everything else had its turn. */
function raceOnce(broken: Promise<never>): Promise<unknown> {
  return Promise.race([broken, new Promise((resolve) => setImmediate(() => resolve('open')))]);
}

test('a probe that ends on its own breaks whoever waits', async () => {
  const { probe, end } = probing(documentAim);
  end(1, 'no python3\n');
  await expect(raceOnce(probe.broken)).rejects.toThrow('the probe ended with status 1: no python3');
});

test('one that was told to end never does: who races it goes on to wait', async () => {
  const { probe } = probing(documentAim);
  await probe.stop();
  expect(await raceOnce(probe.broken)).toBe('open');
});
