import type { Member } from '../cluster/cluster.ts';
import { sh } from '../shell/shell.ts';
import { parseArping } from './arping.ts';
import type { Answer, Question } from './check.ts';
import { cannotTell, evidenceOf, reasonOf, type Finding } from './verdict.ts';

export const notInstalled = 'arping is not installed';

/**
 * Asks the network of a host for some IPv4 addresses at once, so that it takes no longer than one. The first request is a
 * broadcast in all families of arping: whoever holds the address answers it. A text each keeps the answers apart.
 */
export function askArp(client: Member, addresses: readonly string[]): Question {
  return {
    host: client.name,
    script: sh`command -v arping > /dev/null 2>&1 || { echo ${notInstalled}; exit 0; }
for address in ${addresses}; do
  { said=$(arping -c 2 -I ${client.interface} "$address" 2>&1); printf '== %s\n%s\n' "$address" "$said"; } &
done
wait`,
  };
}

/** What was said of one address. */
export interface ArpAnswer {
  readonly macs: readonly string[];
  /** arping counted its answers, and there were none. */
  readonly isSilent: boolean;
  readonly evidence: string;
}

/** @returns the answers for one address, or why there are none to judge. */
export function arpAnswersFor(answer: Answer, client: Member, address: string): ArpAnswer | Finding {
  if (answer.kind === 'unreachable') return cannotTell(`${client.name} did not answer: ${answer.reason}`);
  const { stdout, stderr } = answer;
  if (stdout.startsWith(notInstalled)) return { ...cannotTell(`${notInstalled} on ${client.name}`), evidence: '' };
  const said = stdout.split(/^(?=== )/m).find((part) => part.startsWith(`== ${address}\n`)) ?? '';
  const text = said.slice(said.indexOf('\n') + 1);
  const macs = parseArping(text);
  // The summaries of iputils and busybox (`Received 0 response(s)`, `reply`), and of Thomas Habets (`0 packets received`).
  const isSilent = /Received 0 (?:response|repl)|\b0 packets received/.test(text);
  if (macs.length === 0 && !isSilent)
    return { ...cannotTell(text.trim() || reasonOf(answer)), evidence: evidenceOf(stdout, stderr) };
  return { macs, isSilent, evidence: evidenceOf(text, stderr) };
}
