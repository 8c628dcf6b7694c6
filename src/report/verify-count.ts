import type { Outcome } from '../verify/check.ts';
import type { VerifyReport } from '../verify/report.ts';

const worstFirst: readonly Outcome[] = ['failed', 'cannot tell'];

/** @returns what a check or a drill says in all: the worst of its verdicts. */
export function outcomeOf(verdicts: readonly { readonly outcome: Outcome }[]): Outcome {
  return worstFirst.find((worst) => verdicts.some(({ outcome }) => outcome === worst)) ?? 'ok';
}

/** Counts the checks of all clusters by their outcome. */
export function countChecks(reports: readonly VerifyReport[]): Readonly<Record<Outcome, number>> {
  const outcomes = reports.flatMap(({ results }) => results.map(({ verdicts }) => outcomeOf(verdicts)));
  const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length;
  return { ok: count('ok'), failed: count('failed'), 'cannot tell': count('cannot tell') };
}
