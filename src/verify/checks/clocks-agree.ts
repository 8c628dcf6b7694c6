import type { Cluster, Member } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import type { Answer, Check, Question, Verdict } from '../check.ts';
import { onHost } from '../repairs.ts';
import { cannotTell } from '../verdict.ts';

/** Seconds that two hosts may be apart before their logs, and what expires on them, tell different stories. */
const tolerated = 2;

/**
 * The hosts have the same time. Each is compared with this machine's clock, as exactly as the time of its answer is known;
 * what all of them are off is this machine's fault.
 */
export const clocksAgree: Check = {
  id: 'clocks-agree',
  title: 'the clocks of the hosts agree',
  step: '1',
  severity: 'warning',
  source: 'chronyc(1)',
  asks: (cluster) => membersOf(cluster).map(askTime),
  judge: (cluster, answer) => {
    const clocks = membersOf(cluster).map((member) => ({ host: member.name, ...lookAt(answer(askTime(member))) }));
    const known = clocks.flatMap(({ off }) => (off === null ? [] : [(off[0] + off[1]) / 2])).sort((a, b) => a - b);
    const middle = known[Math.floor((known.length - 1) / 2)] ?? 0;
    return clocks.map(({ host, off, reason }): Verdict => {
      const expected = `the time of the others, give or take ${tolerated} s`;
      if (off === null) return { host, expected, ...cannotTell(reason) };
      const least = Math.max(off[0] - middle, middle - off[1], 0);
      const way = off[0] > middle ? 'fast' : 'slow';
      if (least <= tolerated) return { host, outcome: 'ok', expected, found: 'it has it' };
      const found = `its clock is ${least.toFixed(1)} s ${way}`;
      return { host, outcome: 'failed', expected, found, repair: onHost(host, 'chronyc makestep, or date -s') };
    });
  },
};

function membersOf({ directors, realServers }: Cluster): readonly Member[] {
  return [...directors, ...realServers];
}

function askTime({ name }: Member): Question {
  return { host: name, script: sh`date +%s` };
}

interface Clock {
  /** By how many seconds it is ahead of this machine's, at least and at most. */
  readonly off: readonly [least: number, most: number] | null;
  readonly reason: string;
}

function lookAt(answer: Answer): Clock {
  if (answer.kind === 'unreachable') return { off: null, reason: `it did not answer: ${answer.reason}` };
  const seconds = /^\d+$/.exec(answer.stdout.trim())?.[0];
  if (seconds === undefined) return { off: null, reason: 'date printed no time' };
  if (answer.between === undefined) return { off: null, reason: 'when it answered is not known' };
  const [from, to] = answer.between;
  // The second that it printed lasts until the next one.
  return { off: [Number(seconds) - to / 1000, Number(seconds) + 1 - from / 1000], reason: '' };
}
