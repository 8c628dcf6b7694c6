import type { Snippet } from '../shell/session.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { clearHandlers, markHandlers } from '../resources/handler.ts';
import type { Action, Change, Resource } from '../resources/resource.ts';
import { detach } from './detach.ts';
import { noteWritten, recordResource } from './manifest.ts';
import type { PlannedTask, Task } from './plan.ts';

/** A task whose changes are known, with the steps that make them. */
export interface Step {
  readonly task: Task;
  /** Its place among the tasks of its host. */
  readonly order: number;
  readonly changes: readonly Change[];
  readonly actions: readonly Action[];
}

/**
 * @returns the tasks to apply now: those that differ, in declared order, up to the first whose state is not known yet, or one
 * that reboots the host: what was read before that says little of what comes after it.
 */
export function nextWave(tasks: readonly Task[], planned: readonly PlannedTask[]): readonly Step[] {
  const barrier = planned.findIndex(({ planned: { state } }) => state === 'pending' || state === 'unknown');
  const known = barrier === -1 ? tasks : tasks.slice(0, barrier);
  const steps = known.flatMap((task, index) => {
    const state = planned[index]?.planned;
    return state?.state === 'differs'
      ? [{ task, order: task.order ?? index, changes: state.changes, actions: state.actions }]
      : [];
  });
  const reboot = steps.findIndex(({ actions }) => actions.some(({ reboots }) => reboots));
  return reboot === -1 ? steps : steps.slice(0, reboot + 1);
}

/** An action on its way to a host, and the step it belongs to. */
export interface WaveSnippet extends Snippet {
  readonly step: Step;
  readonly action: Action;
  /** Names of the hosts that it runs on; null for the host of the task. */
  readonly on: readonly string[] | null;
  readonly reboots: boolean;
  /** What is put on the host before it runs, or null. */
  readonly sends: NonNullable<Action['sends']> | null;
  readonly isLastOfStep: boolean;
}

/** @returns a snippet for each action; before a resource's first change its undo is kept and the markers of its handlers are left. */
export function waveSnippets(wave: readonly Step[]): readonly WaveSnippet[] {
  return wave.flatMap((step) =>
    step.actions.flatMap((action, index): readonly WaveSnippet[] => {
      const isLastOfStep = index === step.actions.length - 1;
      const { role, resource } = step.task;
      const before = index === 0 ? beforeChange(step) : sh``;
      const after = isLastOfStep ? afterChange(resource) : sh``;
      const work = action.detached === true ? detach(action) : action.script;
      const here: WaveSnippet = {
        name: `${role} › ${resource.id}: ${action.description}`,
        script: sh`${before}( ${work}
) || exit $?${after}`,
        timeout: limitOf(action),
        step,
        action,
        on: null,
        reboots: action.reboots === true,
        sends: null,
        isLastOfStep,
      };
      const first = before.text === '' ? [] : [{ ...here, script: sh`${before}:`, isLastOfStep: false }];
      if (action.sends !== undefined)
        return [...first, { ...here, script: sh`( ${work}\n) || exit $?${after}`, sends: action.sends }];
      if (action.on === undefined) return [here];
      // What is kept of a change is kept on the host of the task.
      const hasAfter = after.text !== '';
      return [
        ...first,
        { ...here, script: work, on: action.on, isLastOfStep: isLastOfStep && !hasAfter },
        ...(hasAfter ? [{ ...here, script: sh`:${after}` }] : []),
      ];
    }),
  );
}

function beforeChange({ task: { role, resource }, order }: Step): Shell {
  const record = resource.undo ? sh`${recordResource(resource, resource.undo, role, order)}\n` : sh``;
  return resource.notify?.length ? sh`${record}${markHandlers(resource.notify)}\n` : record;
}

function afterChange(resource: Resource): Shell {
  const watched = resource.undo?.watches;
  const note = watched === undefined ? sh`` : sh`\n${noteWritten(resource, watched)}`;
  return resource.satisfies?.length ? sh`${note}\n${clearHandlers(resource.satisfies)}` : note;
}

/** @returns the milliseconds that an action may take: one that hangs for ever must not hold up a run for ever. */
function limitOf({ timeout, detached, reboots }: Action): number {
  return (timeout ?? (detached === true ? 1800 : reboots === true ? 600 : 300)) * 1000;
}
