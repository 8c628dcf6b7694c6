import type { Cluster, Member } from '../cluster/cluster.ts';
import { sh } from '../shell/shell.ts';
import type { Answer, Question } from './check.ts';

/** The addresses of a host's network cards, `NAME MAC`. */
const readMacs = sh`for file in /sys/class/net/*/address; do
  name=\${file%/address}
  { read -r mac < "$file"; } 2> /dev/null && echo "\${name##*/} $mac"
done
:`;

export function askMacs({ name }: Member): Question {
  return { host: name, script: readMacs };
}

/** @returns what is known of the cluster's network cards: by MAC, the host that has it. */
export function macOwners(cluster: Cluster, answer: (question: Question) => Answer): ReadonlyMap<string, Member> {
  const members = [...cluster.directors, ...cluster.realServers];
  return new Map(members.flatMap((member) => macsOf(answer(askMacs(member))).map((mac) => [mac, member] as const)));
}

/** @returns the MACs of one host, none when it did not answer. */
export function macsOf(answer: Answer): readonly string[] {
  if (answer.kind === 'unreachable') return [];
  return [...answer.stdout.matchAll(/^\S+ ([\da-f]{2}(?::[\da-f]{2}){5})$/gm)]
    .map(([, mac = '']) => mac)
    .filter((mac) => mac !== '00:00:00:00:00:00');
}
