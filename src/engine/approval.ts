import type { Plan, PlannedState, PlannedTask } from './plan.ts';

/** What was agreed to for one task. */
export interface AgreedTask {
  /** Id of the resource. */
  readonly resource: string;
  readonly state: PlannedState['state'];
  /** Of what differs: stands for what would change, from what to what, and by which actions. */
  readonly fingerprint?: string | undefined;
}

/** What the user agreed to: a plan on the screen, or a saved one. */
export interface Approval {
  /**
   * @param play the place of the play in the playbook.
   * @returns the tasks whose change is not in what was agreed to.
   */
  beyond(play: number, host: string, now: readonly PlannedTask[]): readonly PlannedTask[];
}

/** @returns the approval of a plan as it was shown. */
export function approvalOf({ plays }: Plan): Approval {
  return {
    beyond(play, name, now) {
      const tasks = plays[play]?.hosts.find(({ host }) => host === name)?.tasks ?? [];
      return beyondAgreement(agreedTasks(tasks, wordDifference), now, wordDifference);
    },
  };
}

/** @param fingerprint of a task that differs. */
export function agreedTasks(
  tasks: readonly PlannedTask[],
  fingerprint: (planned: Difference) => string,
): readonly AgreedTask[] {
  return tasks.map(({ resource, planned }) => ({
    resource,
    state: planned.state,
    ...(planned.state === 'differs' && { fingerprint: fingerprint(planned) }),
  }));
}

/**
 * A change is agreed to when it is exactly the one that was shown, or when the plan said that it would be known only later.
 * What needs no change any more takes nobody's consent.
 */
export function beyondAgreement(
  agreed: readonly AgreedTask[],
  now: readonly PlannedTask[],
  fingerprint: (planned: Difference) => string,
): readonly PlannedTask[] {
  const known = new Map(agreed.map((task) => [task.resource, task]));
  return now.filter(({ resource, planned }) => {
    if (planned.state === 'converged' || planned.state === 'unknown') return false;
    const task = known.get(resource);
    if (task === undefined) return true;
    if (planned.state === 'pending' || task.state === 'pending') return false;
    return task.state !== 'differs' || task.fingerprint !== fingerprint(planned);
  });
}

export type Difference = PlannedState & { readonly state: 'differs' };

/** @returns everything that a change is, secrets in its scripts included: for comparing, not for keeping. */
export function wordDifference({ changes, actions }: Difference): string {
  return JSON.stringify([
    changes.map(({ what, from, to }) => [what, from, to]),
    actions.map(({ description, script, on }) => [description, script.text, ...(on ?? [])]),
  ]);
}
