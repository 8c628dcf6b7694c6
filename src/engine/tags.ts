import { UsageError } from '../errors.ts';
import { nearest } from '../inventory/nearest.ts';
import { handlerId } from './assess.ts';
import type { Task } from './plan.ts';

/** Which tasks are looked at, by their tags; all of them when neither is said. */
export interface TagSelection {
  readonly tags?: readonly string[] | undefined;
  readonly skipTags?: readonly string[] | undefined;
}

/** @returns the words a task is known by: the name of its role, the tags of its role and its own. */
export function tagsOf({ role, tags = [], resource }: Task): readonly string[] {
  return [role, ...tags, ...(resource.tags ?? [])];
}

/**
 * @returns the selected tasks, and every handler: the marker that calls for one may be from a run that died, and a change that
 * is selected must not be left without what it notifies.
 */
export function selectTasks(tasks: readonly Task[], { tags, skipTags = [] }: TagSelection): readonly Task[] {
  return tasks.filter((task) => {
    if (task.resource.id.startsWith(handlerId(''))) return true;
    const own = tagsOf(task);
    return (tags === undefined || own.some((tag) => tags.includes(tag))) && !own.some((tag) => skipTags.includes(tag));
  });
}

/** @throws UsageError for a tag that is not among the known ones. */
export function refuseUnknownTags({ tags = [], skipTags = [] }: TagSelection, known: ReadonlySet<string>): void {
  const unknown = [...tags, ...skipTags].find((tag) => !known.has(tag));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  throw new UsageError(`no role and no resource of these plays has the tag "${unknown}"`, {
    hint: `${near.length > 0 ? `Did you mean ${near.join(' or ')}? ` : ''}There are ${[...known].sort().join(', ')}.`,
  });
}
