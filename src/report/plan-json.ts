import type { Plan, PlannedTask } from '../engine/plan.ts';
import type { Change } from '../resources/resource.ts';
import { errorData } from './json.ts';
import { countPlan } from './plan-count.ts';

/** @returns the plan as data for a program: no scripts, secrets masked. */
export function planData(plan: Plan): unknown {
  return {
    playbook: plan.playbook,
    plays: plan.plays.map(({ name, batches, hosts, failed }) => ({
      name,
      batches,
      hosts: hosts.map(({ host, tasks }) => ({ host, tasks: tasks.map(taskData) })),
      failed: failed.map(({ host, error }) => ({ host, error: errorData(error) })),
    })),
    total: countPlan(plan),
  };
}

function taskData({ role, resource, planned }: PlannedTask): unknown {
  if (planned.state !== 'differs') return { role, resource, ...planned };
  return {
    role,
    resource,
    state: planned.state,
    changes: planned.changes.map(maskSecret),
    actions: planned.actions.map(({ description }) => description),
  };
}

function maskSecret(change: Change): Change {
  if (change.secret !== true) return change;
  const mask = (value: string | null) => (value === null ? null : '[secret]');
  return { ...change, from: mask(change.from), to: mask(change.to) };
}
