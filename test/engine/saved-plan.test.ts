import { describe, expect, it } from 'vitest';
import type { Plan, PlannedState } from '../../src/engine/plan.ts';
import { approvalOfSaved, savedPlan, savePlays, whatMoved, type SavedPlan } from '../../src/engine/saved-plan.ts';
import { Secret } from '../../src/secret.ts';
import { sh, type Shell } from '../../src/shell/shell.ts';

const planWith = (task: PlannedState): Plan => ({
  playbook: 'site',
  plays: [
    {
      name: 'directors',
      batches: [['lb1']],
      failed: [],
      hosts: [{ host: 'lb1', tasks: [{ role: 'keepalived', resource: 'file:/conf', planned: task }] }],
    },
  ],
});

const differs = (from: string | null, script: Shell = sh`write it`): PlannedState => ({
  state: 'differs',
  changes: [{ what: 'content', from, to: 'new', format: 'text' }],
  actions: [{ description: 'write', script }],
});
const converged: PlannedState = { state: 'converged' };
const pending: PlannedState = { state: 'pending', after: ['package:x'] };

const origin = {
  program: '0.1.0',
  playbook: { file: '/site.ts', digest: 'p' },
  inventory: { file: '/inventory.yaml', digest: 'i' },
};
const save = (task: PlannedState): SavedPlan => ({
  version: 1,
  ...origin,
  salt: 'salt',
  plays: savePlays(planWith(task), 'salt'),
});
const secret = (password: string) => sh`write ${new Secret(password)}`;

describe('whatMoved', () => {
  it.each<[string, PlannedState, PlannedState, boolean]>([
    ['the same change', differs('old'), differs('old'), false],
    ['a change from something else', differs('old'), differs('other'), true],
    ['a change by another script', differs('old'), differs('old', sh`write that`), true],
    ['another secret', differs('old', secret('one')), differs('old', secret('two')), true],
    ['the same secret', differs('old', secret('one')), differs('old', secret('one')), false],
    ['nothing left to do', differs('old'), converged, false],
    ['a change that was not there', converged, differs('old'), true],
    ['what was to be known later', pending, differs('old'), false],
    ['what could not be read', { state: 'unknown', reason: 'x' }, differs('old'), true],
  ])('says of %s whether it is beyond the plan', (_, then, now, isBeyond) => {
    const moved = whatMoved(save(then), { ...origin, plan: planWith(now) });
    expect(moved).toEqual(isBeyond ? ['lb1: keepalived › file:/conf'] : []);
  });

  it('lists playbook, inventory, program and hosts that the plan does not have', () => {
    const now = {
      program: '0.2.0',
      playbook: { file: '/site.ts', digest: 'P' },
      inventory: { file: '/inventory.yaml', digest: 'I' },
      plan: planWith(differs('old')),
    };
    expect(whatMoved({ ...save(converged), plays: [] }, now)).toEqual([
      'lvsdeploy: the plan was made by 0.1.0, this is 0.2.0',
      'playbook: /site.ts was changed',
      'inventory: /inventory.yaml was changed',
      'lb1: keepalived › file:/conf',
    ]);
  });
});

describe('the file', () => {
  it('reads back as what was agreed to', () => {
    const read = savedPlan.parse(JSON.parse(JSON.stringify(save(differs('old')))));
    const [play] = planWith(differs('old')).plays;
    const tasks = play?.hosts[0]?.tasks ?? [];
    expect(approvalOfSaved(read).beyond(0, 'lb1', tasks)).toEqual([]);
    expect(approvalOfSaved(read).beyond(1, 'lb1', tasks)).toEqual(tasks);
    expect(approvalOfSaved(read).beyond(0, 'lb2', tasks)).toEqual(tasks);
  });

  it('holds neither what hosts hold nor secrets', () => {
    const text = JSON.stringify(save(differs('content of a host', secret('hunter2'))));
    expect(text).not.toMatch(/content of a host|hunter2|new/);
  });

  it.each([{}, { ...save(converged), version: 2 }, { ...save(converged), more: 1 }])(
    'is refused when it is %j',
    (data) => {
      expect(savedPlan.safeParse(data).success).toBe(false);
    },
  );
});
