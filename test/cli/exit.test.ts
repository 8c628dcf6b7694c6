import { describe, expect, test } from 'vitest';
import { exitOfError, exitOfPlan, exitOfRun, exitOfVerify } from '../../src/cli/exit.ts';
import type { HostOutcome } from '../../src/engine/event.ts';
import { LvsdeployError, UnreachableError, UsageError } from '../../src/errors.ts';
import { check, converged, differs, hostPlan, planOf, playPlan, value, verdict } from '../report/samples.ts';

const prompted = Object.assign(new Error('User force closed the prompt'), { name: 'ExitPromptError' });

test.each([
  [new LvsdeployError('x'), 1],
  [new UsageError('x'), 64],
  [new UnreachableError('x'), 3],
  [new TypeError('x'), 1],
  [prompted, 130],
])('%s exits %i', (error, code) => {
  expect(exitOfError(error)).toBe(code);
});

describe('a plan', () => {
  const done = hostPlan('lb1', { 'file:/a': converged });
  const changing = hostPlan('lb1', { 'file:/a': differs(value('mode', null, '0644')) });
  const pending = hostPlan('lb1', { 'file:/a': { state: 'pending', after: [] } });
  const unknown = hostPlan('lb1', { 'file:/a': { state: 'unknown', reason: 'x' } });
  const failed = [{ host: 'lb2', error: new LvsdeployError('x') }];
  const unreachable = [{ host: 'lb3', error: new UnreachableError('x') }];

  test.each([
    ['nothing to do', playPlan('p', [done]), 0],
    ['changes', playPlan('p', [changing]), 2],
    ['pending', playPlan('p', [pending]), 2],
    ['unknown', playPlan('p', [unknown]), 2],
    ['a host that failed', playPlan('p', [changing], failed), 1],
    ['a host out of reach', playPlan('p', [changing], [...failed, ...unreachable]), 3],
  ])('with %s', (_, play, code) => {
    expect(exitOfPlan(planOf(playPlan('first', [done]), play))).toBe(code);
  });
});

test.each<[HostOutcome, boolean, number]>([
  ['ok', true, 0],
  ['ok', false, 1],
  ['failed', false, 1],
  ['not run', false, 1],
  ['unreachable', false, 3],
])('a run with a host that is %s (ok: %s) exits %i', (outcome, ok, code) => {
  expect(exitOfRun({ ok, hosts: [{ host: 'a', changed: 0, outcome, milliseconds: 0, roundTrips: 0 }] })).toBe(code);
});

test.each([
  ['ok', 0],
  ['failed', 4],
  ['cannot tell', 4],
] as const)('a verification that says %s exits %i', (outcome, code) => {
  const results = [{ check: check('a', 'a', '1'), verdicts: [verdict('ok'), verdict(outcome)] }];
  expect(exitOfVerify([{ cluster: 'web', results }])).toBe(code);
});
