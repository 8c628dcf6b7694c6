import type { VerifyReport } from '../verify/report.ts';
import { countChecks, outcomeOf } from './verify-count.ts';

/** @returns the reports as data for a program. */
export function verifyData(reports: readonly VerifyReport[]): unknown {
  return {
    clusters: reports.map(({ cluster, results }) => ({
      cluster,
      checks: results.map(({ check: { id, title, step, severity, source }, verdicts }) => ({
        id,
        title,
        step,
        severity,
        source,
        outcome: outcomeOf(verdicts),
        verdicts,
      })),
    })),
    total: countChecks(reports),
  };
}
