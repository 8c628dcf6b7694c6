import { escapeLine } from '../escape.ts';
import { sh, type Shell } from '../shell/shell.ts';
import type { RunIdentity } from './run-identity.ts';
import type { WaveSnippet } from './wave.ts';

const journal = '/var/lib/lvsdeploy/journal';

/** @returns the same snippets; the last one of each task, and one on another host, leaves a line in the journal there when it has succeeded. */
export function keepJournal(
  snippets: readonly WaveSnippet[],
  run: RunIdentity,
  path = journal,
): readonly WaveSnippet[] {
  return snippets.map((snippet) =>
    snippet.isLastOfStep || snippet.on !== null ? { ...snippet, script: withLine(snippet, run, path) } : snippet,
  );
}

/** A journal that cannot be written fails no change: in a subshell, as an error of redirection may end a shell (XCU 2.8.1). */
function withLine({ script, step: { task }, action }: WaveSnippet, { id, who }: RunIdentity, path: string): Shell {
  const line = [id, who, `${task.role} › ${task.resource.id}`, action.description].map(escapeLine).join('\t');
  return sh`( ${script}
) || exit $?
( umask 077; printf '%s\t%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" ${line} >> ${path} ) 2> /dev/null || :`;
}
