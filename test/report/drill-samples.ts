import type { DrillReport, Holding, ProbedRequest } from '../../src/drill/drill.ts';

/** A drill that went well, with two requests and one change. */
export function drill(changes: Partial<DrillReport> = {}): DrillReport {
  return {
    cluster: 'web',
    scenario: 'cut-link',
    round: 1,
    host: 'lb1',
    client: 'client',
    service: '192.168.1.229:80',
    startedAt: '2026-11-25T05:12:00.000Z',
    tool: 'python3',
    probe: { rate: 50, timeout: 1000 },
    requests: [answered(0, 'web1'), answered(20, 'web2')],
    longConnection: { kind: 'lived', server: 'web1' },
    marks: [{ at: 10, what: 'cut the link of lb1', isFault: true }],
    holdings: [
      { at: 5, director: 'lb1', vips: ['192.168.1.229'] },
      { at: 5, director: 'lb2', vips: [] },
    ],
    figures: {
      sent: 2,
      answered: 2,
      failed: 0,
      late: 0,
      outage: 0,
      gap: { from: 3, to: 23 },
      servedBy: { web1: 1, web2: 1 },
    },
    bound: {
      total: 5624,
      terms: [
        { name: '3 × advert_int', milliseconds: 3000 },
        { name: 'skew of lb2', milliseconds: 648 },
        { name: 'probe interval', milliseconds: 20 },
        { name: 'timeout', milliseconds: 1956 },
      ],
    },
    shares: null,
    verdicts: [
      {
        id: 'outage-within-bound',
        title: 'the service is back within the bound',
        outcome: 'ok',
        expected: 'at most 5624 ms',
        found: '0 ms',
      },
    ],
    ...changes,
  };
}

export const failedVerdict = {
  id: 'long-connection-lives',
  title: 'a connection that is open stays open',
  outcome: 'failed',
  expected: 'it lives',
  found: 'it died after 5120 ms',
} as const;

export const unclearVerdict = {
  id: 'one-holder',
  title: 'one director holds the VIP',
  outcome: 'cannot tell',
  expected: 'one holder at each moment',
  found: 'lb2 could not be asked',
} as const;

function answered(sentAt: number, server: string | null, after = 3): ProbedRequest {
  return { sentAt, answeredAt: sentAt + after, server, error: null };
}

/** A drill of 20 s at 50 requests a second, in which the director that is struck at 5 s is followed by another at 8.2 s. */
export function drillWithOutage(changes: Partial<DrillReport> = {}): DrillReport {
  const [struck, back, restored] = [5000, 8214, 14000];
  const requests = Array.from({ length: 1000 }, (_, index): ProbedRequest => {
    const sentAt = index * 20;
    const server = index % 4 === 3 ? 'web2' : 'web1';
    if (sentAt < struck || sentAt >= back) return answered(sentAt, server, 2 + (index % 3));
    // The last ones before it is back are sent again by the client's kernel.
    if (sentAt > back - 900) return answered(sentAt, server, back - sentAt + 12);
    return { sentAt, answeredAt: null, server: null, error: 'timeout' };
  });
  const holdings = Array.from({ length: 80 }, (_, index): readonly Holding[] => {
    const at = index * 250;
    const isOnFirst = at < struck || at > restored;
    const vips = (holds: boolean) => (holds ? ['192.168.1.229'] : []);
    const isLooked = at < struck || at >= restored;
    return [
      ...(isLooked ? [{ at, director: 'lb1', vips: vips(isOnFirst) }] : []),
      { at: at + 90, director: 'lb2', vips: vips(at > back - 200 && !isOnFirst) },
    ];
  }).flat();
  const failed = requests.filter(({ answeredAt }) => answeredAt === null).length;
  const late = requests.filter(({ sentAt, answeredAt }) => answeredAt !== null && answeredAt - sentAt > 500).length;
  const count = (name: string) => requests.filter(({ server }) => server === name).length;
  return drill({
    requests,
    holdings,
    longConnection: { kind: 'died', at: 5120, error: 'reset' },
    marks: [
      { at: 120, what: 'armed the restore on lb1', isFault: false },
      { at: struck, what: 'cut the link of lb1', isFault: true },
      { at: 13950, what: 'put the link of lb1 back', isFault: false },
      { at: restored, what: 'lb1 answers again', isFault: false },
    ],
    figures: {
      sent: 1000,
      answered: 1000 - failed,
      failed,
      late,
      outage: 3222,
      gap: { from: 4983, to: 8226 },
      servedBy: { web1: count('web1'), web2: count('web2') },
    },
    verdicts: [
      {
        id: 'outage-within-bound',
        title: 'the service is back within the bound',
        outcome: 'ok',
        expected: 'at most 5624 ms',
        found: '3222 ms',
      },
      unclearVerdict,
      failedVerdict,
    ],
    ...changes,
  });
}

/** A measurement of shares, in which somebody made the weights equal and two other clients asked as well. */
export function shareDrill(changes: Partial<DrillReport> = {}): DrillReport {
  const requests = Array.from({ length: 40 }, (_, index) => answered(index * 30, index % 2 === 0 ? 'web1' : 'web2'));
  return drill({
    scenario: 'shares',
    tool: 'curl',
    requests,
    longConnection: { kind: 'not measured', reason: 'it would take a turn of the scheduler' },
    marks: [],
    figures: { ...drill().figures, sent: 40, answered: 40, servedBy: { web1: 20, web2: 20 } },
    bound: null,
    shares: {
      scheduler: 'wrr',
      expected: { web1: 30, web2: 10 },
      answered: { web1: 20, web2: 20 },
      counted: { web1: 21, web2: 21 },
      others: 2,
    },
    verdicts: [
      {
        id: 'share-counted',
        title: 'each real server gets its share by the counters of the kernel',
        outcome: 'failed',
        expected: 'wrr: web1 30, web2 10 of 40',
        found: 'web1 21, web2 21, 2 connections of others meanwhile',
      },
    ],
    ...changes,
  });
}
