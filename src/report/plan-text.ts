import type { Plan, PlannedState, PlannedTask, PlayPlan } from '../engine/plan.ts';
import type { Change } from '../resources/resource.ts';
import { diffLines, wordChange } from './diff.ts';
import { renderError } from './error-text.ts';
import { escapeLine } from '../escape.ts';
import { paint } from './paint.ts';
import { countPlan, countTasks, wordPlanCount } from './plan-count.ts';
import { isQuiet, showsActions, showsScripts, type Verbosity } from './verbosity.ts';
import { indent, wordCount } from './wording.ts';

export interface PlanStyle {
  readonly colour: boolean;
  readonly verbosity?: Verbosity | undefined;
}

/** @returns the plan for a person: what changes where, each change once however many hosts it is for. */
export function renderPlan(plan: Plan, style: PlanStyle): string {
  const { colour } = style;
  const { bold } = paint(colour);
  const unread = plan.plays.reduce((sum, { failed }) => sum + failed.length, 0);
  const total = wordPlanCount(countPlan(plan)) + (unread === 0 ? '' : `, ${wordCount(unread, 'host')} not read`);
  const shown = isQuiet(style.verbosity ?? 0)
    ? plan.plays.flatMap(({ failed }) => failed.map(({ error }) => renderError(error, { colour }).trimEnd()))
    : plan.plays.map((play) => renderPlay(play, style));
  return [...shown, bold(`${escapeLine(plan.playbook)}: ${total}`)].join('\n\n').concat('\n');
}

function renderPlay(play: PlayPlan, style: PlanStyle): string {
  const { colour } = style;
  const { bold } = paint(colour);
  const order = play.batches.map((batch) => batch.join(', ')).join(', then ');
  const nobody = play.failed.length === 0 ? 'no hosts' : 'no host could be read';
  const heading = bold(`play ${escapeLine(play.name)}: ${order === '' ? nobody : order}`);
  const failed = play.failed.map(({ error }) => indent(renderError(error, { colour }).trimEnd(), '  '));
  return [heading, ...renderTasks(play, style), ...failed, ...renderCounts(play)].join('\n');
}

/** One paragraph for each set of hosts that have exactly the same text for a task. */
function renderTasks({ hosts }: PlayPlan, style: PlanStyle): readonly string[] {
  const { bold } = paint(style.colour);
  const shared = gather(
    hosts.flatMap(({ host, tasks }) =>
      tasks.flatMap((task) => (task.planned.state === 'converged' ? [] : [[renderTask(task, style), host] as const])),
    ),
  );
  const paragraphs = gather([...shared].map(([text, names]) => [names.join(', '), text] as const));
  return [...paragraphs].map(([names, texts]) => [bold(names), ...texts, ''].join('\n'));
}

function renderCounts({ hosts }: PlayPlan): readonly string[] {
  const counts = gather(
    hosts.map(({ host, tasks }) => {
      const count = countTasks(tasks);
      const isDone = count.unchanged === tasks.length;
      return [isDone ? `nothing to change (${tasks.length} unchanged)` : wordPlanCount(count), host] as const;
    }),
  );
  return [...counts].map(([text, names]) => `${names.join(', ')}  ${text}`);
}

function renderTask({ resource, planned }: PlannedTask, style: PlanStyle): string {
  const { mark, text, details } = describe(planned, style.colour);
  const lines = [...details, ...actionLines(planned, style)];
  return [`  ${mark} ${escapeLine(resource)}  ${text}`, ...lines.map((line) => `      ${line}`)].join('\n');
}

function actionLines(planned: PlannedState, { colour, verbosity = 0 }: PlanStyle): readonly string[] {
  if (planned.state !== 'differs' || !showsActions(verbosity)) return [];
  const { dim } = paint(colour);
  return planned.actions.flatMap(({ description, script }) => [
    `> ${escapeLine(description)}`,
    ...(showsScripts(verbosity) ? script.shown.split('\n').map((line) => dim(`$ ${escapeLine(line)}`)) : []),
  ]);
}

function describe(
  planned: PlannedState,
  colour: boolean,
): { readonly mark: string; readonly text: string; readonly details: readonly string[] } {
  const { magenta, dim, cyan } = paint(colour);
  switch (planned.state) {
    case 'converged':
      return { mark: ' ', text: 'unchanged', details: [] };
    case 'differs':
      return {
        mark: markOf(planned.changes, colour),
        text: planned.changes.map(wordChange).join(', '),
        details: planned.changes.flatMap((change) => [...diffLines(change, colour), ...apartLines(change, colour)]),
      };
    case 'pending':
      return { mark: cyan('?'), text: dim(`known after ${planned.after.map(escapeLine).join(', ')}`), details: [] };
    case 'unknown':
      return { mark: magenta('!'), text: `cannot be read: ${escapeLine(planned.reason)}`, details: [] };
  }
}

function apartLines({ apart }: Change, colour: boolean): readonly string[] {
  return apart === undefined
    ? []
    : [paint(colour).yellow(`warning: ${escapeLine(apart)}; a run refuses it on two that are at work`)];
}

function markOf(changes: readonly Change[], colour: boolean): string {
  const { green, red, yellow } = paint(colour);
  if (changes.every(({ from }) => from === null)) return green('+');
  return changes.every(({ to }) => to === null) ? red('-') : yellow('~');
}

/** @returns the values of each key, keys and values in the order they came. */
function gather<Key, Value>(pairs: readonly (readonly [Key, Value])[]): ReadonlyMap<Key, readonly Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
