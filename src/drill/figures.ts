import type { DrillFigures, ProbedRequest, ProbeSettings } from './drill.ts';

/** A SYN that was lost is sent again after a second (RFC 6298, 2.1); what is answered faster was not that. */
const lateAfter = 500;

/** Sums up what the client saw. */
export function sumUp(requests: readonly ProbedRequest[], { rate }: ProbeSettings): DrillFigures {
  const answers = requests.filter(({ answeredAt }) => answeredAt !== null);
  const servedBy: Record<string, number> = {};
  for (const { server } of answers) {
    const name = server ?? 'unnamed';
    servedBy[name] = (servedBy[name] ?? 0) + 1;
  }
  const gap = longestGap(answers);
  return {
    sent: requests.length,
    answered: answers.length,
    failed: requests.length - answers.length,
    late: answers.filter(({ sentAt, answeredAt }) => (answeredAt ?? 0) - sentAt > lateAfter).length,
    outage: gap === null ? 0 : Math.max(0, Math.round(gap.to - gap.from - 1000 / rate)),
    gap,
    servedBy,
  };
}

/**
 * The longest time without an answer, from the first request to the last moment known of: one that began before the first
 * answer or did not end counts too.
 */
function longestGap(answers: readonly ProbedRequest[]): DrillFigures['gap'] {
  const times = answers.flatMap(({ answeredAt }) => (answeredAt === null ? [] : [answeredAt])).sort((a, b) => a - b);
  let longest: DrillFigures['gap'] = null;
  for (const [index, to] of times.entries()) {
    const from = times[index - 1];
    if (from === undefined) continue;
    if (longest === null || to - from > longest.to - longest.from) longest = { from, to };
  }
  return longest;
}
