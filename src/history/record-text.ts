import { escapeLine } from '../escape.ts';
import { renderError } from '../report/error-text.ts';
import { paint } from '../report/paint.ts';
import { renderPlan } from '../report/plan-text.ts';
import { plainReporter } from '../report/run-plain.ts';
import type { RunRecord } from './run-record.ts';
import { colourOfState, type RunState } from './run-state.ts';
import { wordDuration, wordMoment } from '../report/wording.ts';

/** @returns a recorded run as it would have been shown: whose it was, its plan, what was done, the recap, how it ended. */
export function renderRecord(record: RunRecord, state: RunState, { colour }: { readonly colour: boolean }): string {
  const { plan, unreadable, file } = record;
  const { yellow } = paint(colour);
  return [
    renderHead(record, colour),
    plan === null ? '' : renderPlan(plan, { colour }),
    replay(record, colour),
    renderEnd(record, state, colour),
    unreadable.length === 0
      ? ''
      : `${yellow(escapeLine(`left out, for it cannot be read: ${file}:${unreadable.join(', ')}`))}\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function renderHead({ head }: RunRecord, colour: boolean): string {
  const { bold } = paint(colour);
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    ['who', head.who],
    ['when', wordMoment(head.since)],
    ['playbook', head.playbook],
    ['kept plan', head.keptPlan],
    ['inventory', head.inventory],
    ['limit', head.limit],
    ['tags', head.tags?.join(', ')],
    ['skip tags', head.skipTags?.join(', ')],
    ['discards', head.discardChanges === true ? 'changes by another hand' : undefined],
    ['in', head.cwd],
    ['lvsdeploy', head.program],
  ];
  const lines = rows.flatMap(([name, value]) =>
    typeof value === 'string' ? [`  ${name.padEnd('inventory'.length)}  ${escapeLine(value)}`] : [],
  );
  return [bold(`run ${head.id}`), ...lines, ''].join('\n');
}

/** The lines that a run leaves where there is no terminal, for they stay. */
function replay({ happened, summary }: RunRecord, colour: boolean): string {
  let shown = '';
  const reporter = plainReporter((text) => (shown += text), colour);
  for (const event of happened) {
    if (event.type === 'note') reporter.note(escapeLine(event.text));
    else reporter.on(event);
  }
  if (summary !== null) reporter.end(summary);
  return shown;
}

function renderEnd({ head, end, last }: RunRecord, state: RunState, colour: boolean): string {
  const shown = colourOfState(state, colour)(state);
  if (end !== null) {
    const error = end.error === undefined ? '' : renderError(end.error, { colour });
    return `${error}${shown} after ${wordDuration(end.milliseconds)}, exit status ${end.exitCode}\n`;
  }
  const process = head.process === null ? '' : `process ${head.process.pid} `;
  if (state === 'running') return `${shown}: ${process}is at work\n`;
  const gone = state === 'no end' ? `${process}is gone` : 'from here it cannot be told whether it still runs';
  return `${shown}: ${gone}; the last that is known is of ${wordMoment(last)}\n`;
}
