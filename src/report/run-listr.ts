import { DefaultRenderer, Listr, type ListrDefaultRendererLogLevels, ListrLogger, ProcessOutput } from 'listr2';
import type { HostSummary, RunEvent } from '../engine/event.ts';
import { messageOf } from '../errors.ts';
import { renderError } from './error-text.ts';
import { escapeLine } from '../escape.ts';
import { createRow, type Row } from './listr-row.ts';
import { paint } from './paint.ts';
import { renderRecap } from './recap.ts';
import type { Output, Reporter } from './reporter.ts';
import { renderVerdicts } from './verify-text.ts';
import { firstLine, wordClock, wordDuration, wordNote } from './wording.ts';

// listr2 asks process.stdout whether it is a terminal; whoever opens this reporter has asked the stream in use.
class LiveRenderer extends DefaultRenderer {
  static override nonTTY = true;
}

/** A live row for each host of the play, with what it does now and its last line of output; errors in full at the end. */
export function listrReporter({ stream, colour }: Output): Reporter {
  const { bold, red } = paint(colour);
  const rows = new Map<string, Row>();
  const errors: string[] = [];
  /** Hosts of the play that had their turn. */
  const ended = new Set<string>();
  let shown = Promise.resolve();

  const open = (heading: string, names: readonly string[]) => {
    for (const name of names) rows.set(name, createRow(name));
    const tasks = names.flatMap((name) => rows.get(name)?.task ?? []);
    shown = shown.then(async () => {
      if (heading !== '') stream.write(`${bold(heading)}\n`);
      const logger = new ListrLogger<ListrDefaultRendererLogLevels>({
        useIcons: true,
        processOutput: new ProcessOutput(stream),
      });
      // Without exitOnError: false the first failure would end the rows of all the other hosts.
      const list = new Listr(tasks, {
        renderer: LiveRenderer,
        concurrent: true,
        exitOnError: false,
        registerSignalListeners: false,
        rendererOptions: { formatOutput: 'truncate', logger },
      });
      await list.run();
    });
  };
  const leaveRows = (why = 'not run') => {
    for (const row of rows.values()) row.leave(why);
    rows.clear();
  };
  const report = (summary: HostSummary) => {
    const row = rows.get(summary.host);
    ended.add(summary.host);
    const { host, outcome, changed, milliseconds, error } = summary;
    if (error !== undefined) errors.push(renderError(error, { colour }));
    if (outcome === 'ok') row?.finish(`${host}  ${changed} changed  ${wordDuration(milliseconds)}`);
    else if (outcome === 'not run') row?.leave('not run');
    else row?.fail(`${host}  ${outcome}${error === undefined ? '' : `  ${escapeLine(firstLine(messageOf(error)))}`}`);
  };
  /** A gate holds up the hosts that still wait for their turn; after the last batch it has a row of its own. */
  const waitAtGate = (gate: string, checks: readonly string[], until: number) => {
    if ([...rows.values()].every((row) => row.isDone)) open('', [gate]);
    // A row is as wide as the terminal: what matters most stands first.
    sayToAll(`waits at the gate until ${wordClock(until)} for ${checks.map(escapeLine).join(', ')}`);
  };
  const sayToAll = (line: string) => {
    for (const row of rows.values()) row.say(line);
  };

  return {
    on(event: RunEvent) {
      const gate = 'play' in event ? `gate of ${escapeLine(event.play)}` : '';
      switch (event.type) {
        case 'play-started':
          leaveRows();
          ended.clear();
          open(`play ${escapeLine(event.play)}`, event.hosts);
          break;
        case 'order-changed':
          for (const host of event.hosts) rows.get(host)?.say(`the VIP moved: now ${event.hosts.join(', then ')}`);
          break;
        case 'host-note':
          rows.get(event.host)?.say(wordNote(event.text, event.until));
          // A wait is over at the end, or the error says what became of it.
          if (event.until === undefined) errors.push(`${event.host}: ${escapeLine(event.text)}\n`);
          break;
        case 'host-started':
          rows.get(event.host)?.say('reads its state again');
          break;
        case 'task-started': {
          const { host, role, resource, action } = event;
          rows.get(host)?.title(`${host}  ${role} › ${escapeLine(resource)}  ${escapeLine(action)}`);
          break;
        }
        case 'task-output':
          rows.get(event.host)?.say(lastLine(event.text));
          break;
        case 'task-done':
          break;
        case 'host-done':
          report(event);
          break;
        case 'gate-waiting':
          waitAtGate(gate, event.checks, event.until);
          break;
        case 'gate-passed':
          rows.get(gate)?.finish(`${gate}  passed  ${wordDuration(event.milliseconds)}`);
          sayToAll('waits for its turn');
          break;
        case 'gate-failed':
          rows.get(gate)?.fail(`${gate}  failed`);
          errors.push([red(`${gate}: failed`), ...renderVerdicts(event.verdicts), ''].join('\n'));
          break;
      }
    },
    note: sayToAll,
    async aside(work) {
      const waiting = [...rows].flatMap(([name, row]) => (row.isDone ? [] : [name]));
      leaveRows('waits for an answer');
      await shown;
      try {
        return await work();
      } finally {
        open(
          '',
          waiting.filter((name) => !ended.has(name)),
        );
      }
    },
    async close() {
      leaveRows();
      await shown;
    },
    end(summary) {
      stream.write(['', ...errors, renderRecap(summary, colour)].join('\n'));
    },
  };
}

function lastLine(text: string): string {
  // A progress bar rewrites its line with carriage returns: only what was written last is there.
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return escapeLine(lines.at(-1) ?? '');
}
