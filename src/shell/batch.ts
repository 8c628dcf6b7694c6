import { quote } from './shell.ts';
import type { Snippet } from './session.ts';

/** Sent to the shell of a batch, it keeps the snippets that have not started from starting. */
export const stopSignal = 'USR1';

export interface BatchForm {
  /** A word that occurs nowhere else in the output: random, hexadecimal. */
  readonly nonce: string;
  readonly stopOnFailure?: boolean;
}

/**
 * @returns the script for the standard input of `sh -s` that runs the snippets one after the other.
 *
 * Each runs by `eval` in a subshell, so neither `exit` nor a syntax error of one reaches the next, and with an empty
 * standard input, because a child that reads would swallow the rest of the script. On both streams a line
 * `<nonce> begin <process id>` opens the output and a line `<nonce> <index> <status>` closes that of each snippet, with a newline
 * before it that is part of the frame: output that ends without a newline stays exact.
 *
 * {@link stopSignal} sent to the shell ends the batch after the snippet that runs: a shell runs a trap when the command
 * it waits for has ended (XCU 2.11), and a subshell has no part in it.
 */
export function compileBatch(snippets: readonly Snippet[], form: BatchForm): string {
  const stop = `[ -z "$lvsdeploy_stop" ]${form.stopOnFailure === true ? ' && [ "$lvsdeploy_status" -eq 0 ]' : ''} || exit 0\n`;
  const steps = snippets.map(
    ({ script }, index) => `( eval ${quote(script.text)}\n) </dev/null\nlvsdeploy_end ${index} $?\n${stop}`,
  );
  return preamble(form.nonce) + steps.join('');
}

function preamble(nonce: string): string {
  return `PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; export PATH
LC_ALL=C; export LC_ALL
umask 022
lvsdeploy_stop=; trap 'lvsdeploy_stop=1' ${stopSignal}
lvsdeploy_frame() { printf '\\n${nonce} %s\\n' "$*"; printf '\\n${nonce} %s\\n' "$*" >&2; }
lvsdeploy_end() { lvsdeploy_status=$2; lvsdeploy_frame "$1" "$2"; }
lvsdeploy_frame begin $$
`;
}
