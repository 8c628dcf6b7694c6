import type { Visited } from '../engine/visit-hosts.ts';
import type { SnippetResult } from '../shell/session.ts';
import { renderError } from './error-text.ts';
import { hostLines } from './host-lines.ts';
import { paint } from './paint.ts';
import { isQuiet, type Verbosity } from './verbosity.ts';
import { wordDuration } from './wording.ts';

/** Where a command's output goes, while it runs on several hosts. */
export interface ExecOutput {
  readonly stdout: Pick<NodeJS.WriteStream, 'write'>;
  readonly stderr: Pick<NodeJS.WriteStream, 'write'>;
  readonly colour: boolean;
  readonly verbosity: Verbosity;
  readonly hosts: readonly string[];
}

/** @returns whether the command was run there and ended well. */
export function endedWell(visited: Visited<SnippetResult>): boolean {
  return 'result' in visited && visited.result.status === 0;
}

/** Shows each line behind the name of its host, on the stream that it came from, and how the command ended there. */
export function showExec({ stdout, stderr, colour, verbosity, hosts }: ExecOutput) {
  const wide = Math.max(0, ...hosts.map((host) => host.length));
  const lines = {
    stdout: hostLines((line) => stdout.write(line), wide),
    stderr: hostLines((line) => stderr.write(line), wide),
  };
  const { dim, red } = paint(colour);
  return {
    onOutput: (host: string, stream: 'stdout' | 'stderr', text: string) => {
      lines[stream].read(host, text);
    },
    onVisited: (visited: Visited<SnippetResult>) => {
      lines.stdout.end(visited.host);
      lines.stderr.end(visited.host);
      if ('error' in visited) {
        stderr.write(renderError(visited.error, { colour }));
        return;
      }
      const isWell = endedWell(visited);
      const { status } = visited.result;
      const line = `${visited.host.padEnd(wide)} = status ${String(status)}, ${wordDuration(visited.milliseconds)}`;
      if (!isWell || !isQuiet(verbosity)) stderr.write(`${(isWell ? dim : red)(line)}\n`);
    },
  };
}
