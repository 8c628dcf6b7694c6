import { UsageError } from '../errors.ts';
import type { Observed } from '../resources/resource.ts';
import type { PlannedState, PlannedTask, Task } from './plan.ts';

/**
 * Compares every task with what was observed. A task waits for the resources it comes after: while one of them is not
 * converged its own reading means nothing, so it is pending, never "no change" and never skipped.
 */
export function assess(tasks: readonly Task[], observed: Observed): readonly PlannedTask[] {
  const unsettled = new Set<string>();
  return tasks.map(({ role, resource }) => {
    const after = prerequisites(resource.id, tasks).filter((id) => unsettled.has(id));
    const planned: PlannedState = after.length > 0 ? { state: 'pending', after } : resource.compare(observed);
    if (planned.state !== 'converged') unsettled.add(resource.id);
    return { role, resource: resource.id, planned };
  });
}

/** @throws UsageError when two tasks want one resource, or one waits for a resource that is not declared before it. */
export function refuseImpossibleOrder(host: string, tasks: readonly Task[]): void {
  const declared = new Map<string, string>();
  for (const { role, resource } of tasks) {
    const place = `${host} › ${role} › ${resource.id}`;
    const other = declared.get(resource.id);
    if (other !== undefined) {
      throw new UsageError(`the roles ${other} and ${role} both want this resource`, {
        place,
        hint: 'Let one role own it, or give the two resources different names.',
      });
    }
    declared.set(resource.id, role);
    const missing = (resource.after ?? []).find((id) => !declared.has(id));
    if (missing !== undefined) {
      throw new UsageError(`it comes after ${missing}, which is not declared before it`, {
        place,
        hint: 'Declare that resource in an earlier role or earlier in this one.',
      });
    }
    const lost = [...(resource.notify ?? []), ...(resource.satisfies ?? [])].find(
      (name) => !tasks.some((task) => task.resource.id === handlerId(name)),
    );
    if (lost !== undefined) {
      throw new UsageError(`it names the handler "${lost}", which no role declares`, {
        place,
        hint: `Declare ${handlerId(lost)} in one of the roles.`,
      });
    }
  }
}

/** @returns the id of the resource that is a handler's marker. */
export function handlerId(name: string): string {
  return `handler:${name}`;
}

/** A handler waits for all that notify it, besides what it says itself; each is named once. */
function prerequisites(id: string, tasks: readonly Task[]): readonly string[] {
  const own = tasks.find(({ resource }) => resource.id === id)?.resource.after ?? [];
  const notifying = tasks
    .filter(({ resource }) => resource.notify?.some((name) => handlerId(name) === id))
    .map(({ resource }) => resource.id);
  return [...new Set([...own, ...notifying])];
}
