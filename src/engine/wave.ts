import type { Snippet } from '../shell/session.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { clearHandlers, markHandlers } from '../resources/handler.ts';
import type { Action, Change } from '../resources/resource.ts';
import { detach } from './detach.ts';
import type { PlannedTask, Task } from './plan.ts';

/** A task whose changes are known, with the steps that make them. */
export interface Step {
  readonly task: Task;
  readonly changes: readonly Change[];
  readonly actions: readonly Action[];
}

/** @returns the tasks to apply now: those that differ, in declared order, up to the first whose state is not known yet. */
export function nextWave(tasks: readonly Task[], planned: readonly PlannedTask[]): readonly Step[] {
  const barrier = planned.findIndex(({ planned: { state } }) => state === 'pending' || state === 'unknown');
  const known = barrier === -1 ? tasks : tasks.slice(0, barrier);
  return known.flatMap((task, index) => {
    const state = planned[index]?.planned;
    return state?.state === 'differs' ? [{ task, changes: state.changes, actions: state.actions }] : [];
  });
}

/** An action on its way to the host, and the step it belongs to. */
export interface WaveSnippet extends Snippet {
  readonly step: Step;
  readonly action: Action;
  readonly isLastOfStep: boolean;
}

/** @returns one snippet for each action; the markers of notified handlers are left before a resource's first change. */
export function waveSnippets(wave: readonly Step[]): readonly WaveSnippet[] {
  return wave.flatMap((step) =>
    step.actions.map((action, index) => {
      const isLastOfStep = index === step.actions.length - 1;
      const { role, resource } = step.task;
      return {
        name: `${role} › ${resource.id}: ${action.description}`,
        script: withHandlers(action, index === 0 ? resource.notify : [], isLastOfStep ? resource.satisfies : []),
        step,
        action,
        isLastOfStep,
      };
    }),
  );
}

function withHandlers(action: Action, notify: readonly string[] = [], satisfies: readonly string[] = []): Shell {
  const script = action.detached === true ? detach(action) : action.script;
  const mark = notify.length > 0 ? sh`${markHandlers(notify)}\n` : sh``;
  const clear = satisfies.length > 0 ? sh`\n${clearHandlers(satisfies)}` : sh``;
  return sh`${mark}( ${script}
) || exit $?${clear}`;
}
