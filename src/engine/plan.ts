import type { LvsdeployError } from '../errors.ts';
import type { Action, Change, Resource } from '../resources/resource.ts';

/** A resource that a role wants on a host. */
export interface Task {
  readonly role: string;
  /** Those of the role. */
  readonly tags?: readonly string[];
  readonly resource: Resource;
  /** Its place among all that is wanted of the host, also when some of it is left out. */
  readonly order?: number;
}

/** What is known of a task before anything is changed. */
export type PlannedState =
  | { readonly state: 'converged' }
  | { readonly state: 'differs'; readonly changes: readonly Change[]; readonly actions: readonly Action[] }
  /** Known only after these resources have changed. */
  | { readonly state: 'pending'; readonly after: readonly string[] }
  | { readonly state: 'unknown'; readonly reason: string };

export interface PlannedTask {
  readonly role: string;
  /** Id of the resource. */
  readonly resource: string;
  readonly planned: PlannedState;
}

export interface HostPlan {
  readonly host: string;
  readonly tasks: readonly PlannedTask[];
}

/** A host that could not be read, and why. */
export interface UnplannedHost {
  readonly host: string;
  readonly error: LvsdeployError;
}

export interface PlayPlan {
  readonly name: string;
  /** In the order they are touched. */
  readonly hosts: readonly HostPlan[];
  /** Names of hosts that are touched together, batch after batch. */
  readonly batches: readonly (readonly string[])[];
  readonly failed: readonly UnplannedHost[];
}

/** Every change that a run would make; nothing in it has been done. */
export interface Plan {
  readonly playbook: string;
  readonly plays: readonly PlayPlan[];
}

/** @returns whether a run would change something on this host, or cannot know that it would not. */
export function hasWork(plan: HostPlan): boolean {
  return plan.tasks.some(({ planned }) => planned.state !== 'converged');
}
