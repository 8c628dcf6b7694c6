import type { DrillReport } from '../drill/drill.ts';
import { sumUpRounds } from './drill-rounds.ts';
import { outcomeOf } from './verify-count.ts';

/** @returns the drills as data for a program; docs/reports.md says what each key means. */
export function drillData(reports: readonly DrillReport[]): unknown {
  const outcomes = reports.map(({ verdicts }) => outcomeOf(verdicts));
  const count = (wanted: string) => outcomes.filter((outcome) => outcome === wanted).length;
  return {
    drills: reports.map((report) => {
      const { cluster, scenario, round, host, client, service, startedAt, tool, probe } = report;
      const { figures, bound, shares, verdicts, longConnection, marks, holdings, requests } = report;
      return {
        ...{ cluster, scenario, round, host, client, service, startedAt, tool },
        probe: { rate: probe.rate, timeout: probe.timeout },
        outcome: outcomeOf(verdicts),
        ...{ figures, bound, shares, verdicts, longConnection, marks, holdings, requests },
      };
    }),
    rounds: sumUpRounds(reports),
    total: { ok: count('ok'), failed: count('failed'), 'cannot tell': count('cannot tell') },
  };
}
