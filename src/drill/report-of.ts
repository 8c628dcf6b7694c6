import { nameOf } from './aim.ts';
import type { DrillReport, DrillVerdict, LongConnection } from './drill.ts';
import { sumUp } from './figures.ts';
import { judgeDrill } from './judge.ts';
import type { RunningProbe } from './run-probe.ts';
import type { Aim, Expectations, Strike } from './scenario.ts';
import type { Watch } from './watch-directors.ts';

/** What was done when; moments of this machine, null for what was not done. */
export interface Course {
  readonly startedAt: string;
  readonly marks: { readonly at: number; readonly what: string; readonly isFault: boolean }[];
  struckAt: number | null;
  undoneAt: number | null;
  /** When the table was seen to send nothing more to the server that was struck. */
  emptiedAt: number | null;
  /** When the host was as before. */
  backAt: number | null;
}

/** All that is known of a drill when it is over. */
export interface Over {
  readonly scenario: DrillReport['scenario'];
  readonly round: number;
  readonly aim: Aim;
  readonly strike: Strike;
  readonly expected: Expectations;
  readonly course: Course;
  readonly probe: Pick<RunningProbe, 'record' | 'clock'>;
  readonly watch: Pick<Watch, 'holdings'>;
  /** What `verify` still complains of. */
  readonly wrong: readonly string[];
}

/** @returns the report of a drill: everything on the client's clock, summed up and judged. */
export function reportOf({ scenario, round, aim, strike, expected, course, probe, watch, wrong }: Over): DrillReport {
  const { record, clock } = probe;
  const onClient = (here: number) => Math.round(clock.at(here) ?? 0);
  const requests = [...record.requests].sort((a, b) => a.sentAt - b.sentAt);
  const end = requests.at(-1)?.sentAt ?? 0;
  const momentOf = (here: number | null) => (here === null ? end : Math.min(end, onClient(here)));
  // What was done before the client asked happened at its beginning.
  const struckAt = Math.max(0, momentOf(course.struckAt));
  const undoneAt = momentOf(course.undoneAt);
  const holdings = watch.holdings(clock).filter(({ at }) => at >= 0 && at <= end);
  const figures = sumUp(requests, aim.probe);
  const longConnection: LongConnection =
    aim.service.protocol === 'udp'
      ? { kind: 'not measured', reason: 'datagrams make none' }
      : record.longConnection(strike.measures === 'undo' ? undoneAt : struckAt);
  const emptiedAt = course.emptiedAt === null || strike.measures === 'undo' ? null : onClient(course.emptiedAt);
  const isolated =
    strike.act.kind === 'isolate' ? { host: strike.host, from: struckAt, to: momentOf(course.backAt) } : null;
  const measured = { requests, figures, longConnection, holdings, struckAt, undoneAt, emptiedAt, isolated };
  return {
    cluster: aim.cluster.name,
    scenario,
    round,
    host: strike.host,
    client: aim.client.name,
    service: nameOf(aim.service),
    startedAt: course.startedAt,
    tool: record.process?.tool ?? '',
    probe: aim.probe,
    requests,
    longConnection,
    marks: course.marks.map((mark) => ({ ...mark, at: onClient(mark.at) })).filter(({ at }) => at >= 0 && at <= end),
    holdings,
    figures,
    bound: expected.outage ?? expected.lossesUntil ?? null,
    shares: null,
    verdicts: [...judgeDrill(aim, expected, measured), restoredVerdict(wrong)],
  };
}

function restoredVerdict(wrong: readonly string[]): DrillVerdict {
  return {
    id: 'cluster-restored',
    title: 'the cluster is as it was before',
    outcome: wrong.length === 0 ? 'ok' : 'failed',
    expected: 'every check of `lvsdeploy verify` holds again within a minute',
    found: wrong.length === 0 ? 'they hold' : wrong.join('\n'),
  };
}
