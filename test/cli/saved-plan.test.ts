import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdToPlan, readPlan, writePlan } from '../../src/cli/saved-plan.ts';
import type { Approval, PlannedRun } from '../../src/engine/index.ts';
import { identifyRun } from '../../src/engine/run-identity.ts';
import { UnreachableError } from '../../src/errors.ts';
import { differs, hostPlan, planOf, playPlan, value } from '../report/samples.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
  writeFileSync(join(folder, 'inventory.yaml'), 'clusters: {}\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, 'my.plan');
const site = { file: '/site.ts', digest: 'p' };
const request = () => ({
  playbook: 'site.ts',
  inventory: join(folder, 'inventory.yaml'),
  limit: 'lb1',
  tags: ['vrrp'],
});
const plan = planOf(playPlan('directors', [hostPlan('lb1', { 'file:/a': differs(value('mode', null, '0644')) })]));

function plannedRun(): PlannedRun & { approval: Approval | null } {
  const run: PlannedRun & { approval: Approval | null } = {
    plan,
    approval: null,
    apply(_, __, consent) {
      run.approval = consent?.approval ?? null;
      return Promise.resolve({ hosts: [], ok: true });
    },
    close: () => undefined,
  };
  return run;
}

test('a plan is kept for its owner alone, in one piece, and read back', () => {
  writePlan(file(), { plan, request: request(), playbook: site });
  expect((statSync(file()).mode & 0o777).toString(8)).toBe('600');
  expect(readdirSync(folder).toSorted()).toEqual(['inventory.yaml', 'my.plan']);
  expect(readPlan(file())).toMatchObject({ version: 1, limit: 'lb1', tags: ['vrrp'], playbook: { digest: 'p' } });
});

test('a plan that a host is missing from is not kept', () => {
  const failed = [{ host: 'lb2', error: new UnreachableError('gone') }];
  const partial = planOf(playPlan('directors', [], failed));
  expect(() => writePlan(file(), { plan: partial, request: request(), playbook: site })).toThrow(/lb2/);
  expect(readdirSync(folder)).toEqual(['inventory.yaml']);
});

test('a run is held to the kept plan, and not to the one of now', async () => {
  writePlan(file(), { plan, request: request(), playbook: site });
  const planned = plannedRun();
  const held = holdToPlan(file(), readPlan(file()), { request: request(), playbook: site, planned });
  await held.apply(() => undefined, await identifyRun('site.ts'));
  expect(planned.approval).not.toBeNull();
});

test('what moved on since is refused and listed', () => {
  writePlan(file(), { plan, request: request(), playbook: site });
  writeFileSync(join(folder, 'inventory.yaml'), 'clusters: { web: {} }\n');
  const origin = { request: request(), playbook: { ...site, digest: 'other' }, planned: plannedRun() };
  expect(() => holdToPlan(file(), readPlan(file()), origin)).toThrow(
    /playbook: .*site.ts was changed\ninventory: .* was changed/,
  );
});

test.each([['no JSON'], ['{"version":2}']])('a file with %s is no plan', (text) => {
  writeFileSync(file(), text);
  expect(() => readPlan(file())).toThrow(expect.objectContaining({ place: file() }));
});
