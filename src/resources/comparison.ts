import type { Action, Change, Comparison, Resource } from './resource.ts';

/** What every kind of resource accepts about its place among the others. */
export type Ordering = Pick<Resource, 'after' | 'notify' | 'tags'>;

/** @returns only what is said of it, ready to be spread into a resource. */
export function orderingOf({ after, notify, tags }: Ordering): Ordering {
  return { ...(after && { after }), ...(notify && { notify }), ...(tags && { tags }) };
}

/** @returns converged when nothing changes; otherwise the changes and the actions that make them. */
export function comparisonOf(changes: readonly Change[], actions: readonly Action[]): Comparison {
  const [change, ...otherChanges] = changes;
  const [action, ...otherActions] = actions;
  if (change === undefined || action === undefined) return { state: 'converged' };
  return { state: 'differs', changes: [change, ...otherChanges], actions: [action, ...otherActions] };
}

/** @returns the change of one value, as a list, or an empty list when it is as wanted. */
export function valueChange(what: string, from: string | null, to: string | null): readonly Change[] {
  return from === to ? [] : [{ what, from, to, format: 'value' }];
}
