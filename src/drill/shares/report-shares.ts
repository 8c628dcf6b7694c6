import { nameOf } from '../aim.ts';
import type { DrillReport, Holding } from '../drill.ts';
import { sumUp } from '../figures.ts';
import type { Aim } from '../scenario.ts';
import type { SourcedRequest } from './ask-in-turn.ts';
import { sumOf } from './counters.ts';
import type { Expected } from './expect-shares.ts';
import type { Way } from './ways.ts';
import { judgeMeasured, type Measured } from './judge-measured.ts';

/** All that is known when the sample is over. */
export interface Sampled {
  readonly aim: Aim;
  readonly round: number;
  readonly startedAt: string;
  readonly sources: readonly string[];
  readonly expected: Expected;
  readonly requests: readonly SourcedRequest[];
  readonly counted: Measured['counted'];
  readonly deviation: string;
  readonly holdings: readonly Holding[];
  readonly way: Way;
}

/** @returns the report of a measurement of shares. */
export function reportShares(sampled: Sampled): DrillReport {
  const { aim, round, startedAt, sources, expected, requests, counted, deviation, holdings, way } = sampled;
  const { service, holder, client, cluster, probe } = aim;
  const answers = requests.filter(({ answeredAt }) => answeredAt !== null);
  const figures = sumUp(requests, probe);
  const counts = typeof counted === 'string' ? null : counted;
  const end = requests.at(-1)?.sentAt ?? 0;
  return {
    cluster: cluster.name,
    scenario: 'shares',
    round,
    host: holder.name,
    client: client.name,
    service: nameOf(service),
    startedAt,
    tool: { 'in turn': 'curl', held: 'python3, all held open', datagrams: 'datagrams' }[way],
    probe,
    requests: requests.map(({ sentAt, answeredAt, server, error }) => ({ sentAt, answeredAt, server, error })),
    longConnection: { kind: 'not measured', reason: 'it would take a turn of the scheduler' },
    marks: [],
    holdings: holdings.filter(({ at }) => at >= 0 && at <= end),
    // Without a steady rate the time between two answers is the client's own.
    figures: { ...figures, outage: figures.failed === 0 ? 0 : figures.outage },
    bound: null,
    shares: {
      scheduler: service.scheduler,
      expected: expected.counts,
      answered: answers.some(({ server }) => server !== null) ? figures.servedBy : null,
      counted: counts,
      others: counts === null ? null : sumOf(counts) - answers.length,
    },
    verdicts: judgeMeasured({
      service,
      director: holder.name,
      expected,
      planned: sources.length,
      answers,
      lost: whyLost(requests, sources.length),
      counted,
      deviation,
    }),
  };
}

function whyLost(requests: readonly SourcedRequest[], planned: number): string | null {
  const lost = requests.find(({ answeredAt }) => answeredAt === null);
  if (lost !== undefined) return `${lost.error ?? ''} from ${lost.source}`;
  return requests.length < planned ? 'the client sent no more' : null;
}
