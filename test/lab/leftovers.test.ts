import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { phaseOf } from '../../src/lab/leftovers.ts';
import { identify } from '../../src/process.ts';
import { writeState, type LabState } from '../../src/lab/spec.ts';

const cases: [string, 'starting' | 'running', boolean, string][] = [
  ['an up at work', 'starting', true, 'starting'],
  ['a supervisor', 'running', true, 'live'],
  ['an up that died', 'starting', false, 'crashed'],
  ['a supervisor that died', 'running', false, 'crashed'],
];

test.each(cases)('a run folder kept by %s', async (_, phase, isAlive, expected) => {
  const run = await mkdtemp(join(tmpdir(), 'lab-'));
  onTestFinished(() => rm(run, { recursive: true }));
  const self = await identify(process.pid);
  if (self === undefined) throw new Error('no /proc');
  const state: LabState = { keeper: isAlive ? self : { ...self, startTime: '1' }, phase, guests: {} };
  await writeState(run, state);
  expect(await phaseOf(run)).toBe(expected);
});

test('no run folder, no lab', async () => {
  expect(await phaseOf('/nonexistent/lab')).toBe('none');
});
