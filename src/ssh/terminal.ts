import { quote } from '../shell/shell.ts';

/**
 * script(1) makes a terminal and a session for it, and what runs there inherits the descriptors 3, 4 and 5. Its own input
 * is a pipe that never ends, because it is open for writing as well: up to util-linux 2.24, script left at the end of its
 * input and the command alone. Job control puts the command out of the terminal's foreground: when the terminal goes,
 * what is in the foreground goes with it, a daemon just started among it.
 */
const withTerminal =
  'exec 3<&0 4>&1 5>&2; : | SHELL=/bin/sh script -qec "set -m; $1 <&3 >&4 2>&5 & wait %1" /dev/null 0<>/dev/fd/0 >/dev/null';

/**
 * @returns the command line that runs a simple command with a controlling terminal, while its streams and its status
 * stay its own. Plain enough for any login shell, as the command itself has to be.
 */
export function giveTerminal(command: string): string {
  return `sh -c '${withTerminal}' sh ${quote(command)}`;
}
