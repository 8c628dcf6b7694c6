import type { RunEvent } from '../engine/event.ts';
import { escapeLine } from '../escape.ts';
import { paint } from './paint.ts';
import { showsActions, showsScripts, type Verbosity } from './verbosity.ts';

type TaskEvent = RunEvent & { readonly type: 'task-started' | 'task-output' | 'task-done' };

/** @returns what gives the lines of an event that are shown for the asking only: actions, their scripts, the output of hosts. */
export function tellDetails(verbosity: Verbosity, colour: boolean): (event: RunEvent) => readonly string[] {
  const { dim } = paint(colour);
  /** The line of each host and stream that has not come to its end. */
  const open = new Map<string, string>();
  const mark = (host: string, sign: string, line: string) => `${host}    ${dim(`${sign} ${escapeLine(line)}`)}`;

  const tell = (event: TaskEvent): readonly string[] => {
    const { host } = event;
    switch (event.type) {
      case 'task-started':
        return event.actions.flatMap(({ description, script }) => [
          `${host}  ${event.role} › ${escapeLine(event.resource)}  ${escapeLine(description)}`,
          ...(showsScripts(verbosity) ? script.split('\n').map((line) => mark(host, '$', line)) : []),
        ]);
      case 'task-output': {
        const key = `${host} ${event.stream}`;
        const lines = `${open.get(key) ?? ''}${event.text}`.split('\n');
        open.set(key, lines.pop() ?? '');
        return lines.map((line) => mark(host, '|', lastWritten(line)));
      }
      case 'task-done': {
        const keys = [`${host} stdout`, `${host} stderr`];
        const lines = keys.map((key) => open.get(key) ?? '').filter((line) => line !== '');
        keys.forEach((key) => open.delete(key));
        return lines.map((line) => mark(host, '|', lastWritten(line)));
      }
    }
  };
  return (event) => {
    const isOfTask = event.type === 'task-started' || event.type === 'task-output' || event.type === 'task-done';
    return isOfTask && showsActions(verbosity) ? tell(event) : [];
  };
}

/** A progress bar rewrites its line with carriage returns: only what was written last is there. */
function lastWritten(line: string): string {
  return line.replace(/\r$/, '').split('\r').at(-1) ?? '';
}
