import type { Plan, PlannedTask } from '../engine/plan.ts';

/** How many tasks a plan has of each kind. */
export interface PlanCount {
  readonly change: number;
  readonly pending: number;
  readonly unknown: number;
  readonly unchanged: number;
}

/** Counts the tasks of a host, or of any number of hosts. */
export function countTasks(tasks: readonly PlannedTask[]): PlanCount {
  const count = (state: PlannedTask['planned']['state']) =>
    tasks.filter(({ planned }) => planned.state === state).length;
  return {
    change: count('differs'),
    pending: count('pending'),
    unknown: count('unknown'),
    unchanged: count('converged'),
  };
}

/** Counts the tasks of all plays and hosts. */
export function countPlan({ plays }: Plan): PlanCount {
  return countTasks(plays.flatMap(({ hosts }) => hosts.flatMap(({ tasks }) => tasks)));
}

/** @returns `3 to change, 1 pending, 12 unchanged`. */
export function wordPlanCount({ change, pending, unknown, unchanged }: PlanCount): string {
  const unreadable = unknown === 0 ? '' : `${unknown} unknown, `;
  return `${change} to change, ${pending} pending, ${unreadable}${unchanged} unchanged`;
}
