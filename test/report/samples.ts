import type { HostPlan, Plan, PlannedState, PlayPlan } from '../../src/engine/plan.ts';
import type { Change } from '../../src/resources/resource.ts';
import { sh } from '../../src/shell/shell.ts';
import type { Check, Verdict } from '../../src/verify/check.ts';

export const converged: PlannedState = { state: 'converged' };

export function differs(...changes: readonly Change[]): PlannedState {
  return { state: 'differs', changes, actions: [{ description: 'change it', script: sh`rm -rf /script/never/shown` }] };
}

export function value(what: string, from: string | null, to: string | null): Change {
  return { what, from, to, format: 'value' };
}

export function text(from: string | null, to: string | null): Change {
  return { what: 'content', from, to, format: 'text' };
}

export function hostPlan(host: string, tasks: Readonly<Record<string, PlannedState>>): HostPlan {
  return {
    host,
    tasks: Object.entries(tasks).map(([resource, planned]) => ({ role: 'keepalived', resource, planned })),
  };
}

export function playPlan(name: string, hosts: readonly HostPlan[], failed: PlayPlan['failed'] = []): PlayPlan {
  return { name, hosts, batches: hosts.map(({ host }) => [host]), failed };
}

export function planOf(...plays: readonly PlayPlan[]): Plan {
  return { playbook: 'site', plays };
}

export function check(id: string, title: string, step: string): Check {
  return { id, title, step, severity: 'critical', asks: () => [], judge: () => [] };
}

export function verdict(outcome: Verdict['outcome'], host: string | null = 'lb1', evidence?: string): Verdict {
  return {
    host,
    outcome,
    expected: 'one holder',
    found: 'two holders',
    ...(evidence === undefined ? {} : { evidence }),
  };
}
