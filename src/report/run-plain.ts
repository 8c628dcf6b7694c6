import type { RunEvent } from '../engine/event.ts';
import { renderError } from './error-text.ts';
import { escapeLine } from '../escape.ts';
import { paint } from './paint.ts';
import { colourOf, renderRecap } from './recap.ts';
import type { Reporter } from './reporter.ts';
import { tellDetails } from './run-details.ts';
import { renderVerdicts } from './verify-text.ts';
import { isQuiet, type Verbosity } from './verbosity.ts';
import { indent, wordClock, wordDuration, wordNote } from './wording.ts';

/** Lines that stay, for logs and pipes: one when a task or a host is done. */
export function plainReporter(write: (text: string) => void, colour: boolean, verbosity: Verbosity = 0): Reporter {
  const details = tellDetails(verbosity, colour);
  return {
    on(event) {
      if (isQuiet(verbosity) && !isBad(event)) return;
      const lines = [...details(event), ...eventLines(event, colour)];
      if (lines.length > 0) write(`${lines.join('\n')}\n`);
    },
    note: (line) => {
      if (!isQuiet(verbosity)) write(`${line}\n`);
    },
    aside: (work) => work(),
    close: () => Promise.resolve(),
    end: (summary) => write(`\n${renderRecap(summary, colour)}`),
  };
}

/** What is shown even when nothing is that is well. */
function isBad(event: RunEvent): boolean {
  if (event.type === 'gate-failed') return true;
  return (event.type === 'host-done' || event.type === 'task-done') && !['ok', 'changed'].includes(event.outcome);
}

function eventLines(event: RunEvent, colour: boolean): readonly string[] {
  const { bold, green, red, yellow } = paint(colour);
  switch (event.type) {
    case 'play-started':
      return [bold(`play ${escapeLine(event.play)}: ${event.hosts.join(', ') || 'no hosts to change'}`)];
    case 'order-changed':
      return [yellow(`the VIP moved since the plan, the order is now ${event.hosts.join(', ')}`)];
    case 'task-done': {
      const { host, role, resource, outcome, milliseconds } = event;
      const shown = { changed: green, failed: red, 'not run': yellow }[outcome](outcome);
      const took = outcome === 'not run' ? '' : `  ${wordDuration(milliseconds)}`;
      return [`${host}  ${role} › ${escapeLine(resource)}  ${shown}${took}`];
    }
    case 'host-done': {
      const { host, outcome, changed, milliseconds, error } = event;
      const line = `${host}  ${colourOf(outcome, colour)(outcome)}  ${changed} changed  ${wordDuration(milliseconds)}`;
      return [line, ...(error === undefined ? [] : [indent(renderError(error, { colour }).trimEnd(), '    ')])];
    }
    case 'gate-waiting':
      return [
        `gate of ${escapeLine(event.play)}: waiting until ${wordClock(event.until)} for ${event.checks.map(escapeLine).join(', ')}`,
      ];
    case 'gate-passed':
      return [`gate of ${escapeLine(event.play)}: ${green('passed')}  ${wordDuration(event.milliseconds)}`];
    case 'gate-failed':
      return [`gate of ${escapeLine(event.play)}: ${red('failed')}`, ...renderVerdicts(event.verdicts)];
    case 'host-note':
      return [`${event.host}  ${wordNote(event.text, event.until)}`];
    case 'host-started':
    case 'task-started':
    case 'task-output':
      return [];
  }
}
