import { expect, test } from 'vitest';
import { runProbe } from '../../src/drill/run-probe.ts';
import type { Session, SnippetResult } from '../../src/shell/session.ts';
import { documentAim } from './aims.ts';

/** A probe on a client that ends when it is told to, or when `end` is called. */
function probing() {
  let finish: (results: readonly SnippetResult[]) => void = () => undefined;
  const end = (status: number, stderr = '') => finish([{ status, stdout: '', stderr }]);
  const asking: Session = {
    host: 'client',
    roundTrips: 0,
    close: () => undefined,
    run: (_, { onOutput } = {}) => {
      onOutput?.(0, 'stdout', 'p 4711 python3\n');
      return new Promise((resolve) => (finish = resolve));
    },
  };
  const other: Session = {
    ...asking,
    run: ([snippet]) => {
      if (snippet?.script.text.includes('kill -s TERM 4711') === true) end(0);
      return Promise.resolve([{ status: 0, stdout: '', stderr: '' }]);
    },
  };
  return { probe: runProbe(documentAim, documentAim.probe, asking, other), end };
}

/** @returns what wins against a moment in which everything else had its turn. */
function raceOnce(broken: Promise<never>): Promise<unknown> {
  return Promise.race([broken, new Promise((resolve) => setImmediate(() => resolve('open')))]);
}

test('a probe that ends on its own breaks whoever waits', async () => {
  const { probe, end } = probing();
  end(1, 'no python3\n');
  await expect(raceOnce(probe.broken)).rejects.toThrow('the probe ended with status 1: no python3');
});

test('one that was told to end never does: who races it goes on to wait', async () => {
  const { probe } = probing();
  await probe.stop();
  expect(await raceOnce(probe.broken)).toBe('open');
});
