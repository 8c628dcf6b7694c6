import type { Check, Verdict } from '../verify/check.ts';
import type { VerifyReport } from '../verify/report.ts';

/** A check with what it may say of itself: how bad it is when it fails, and what it rests on beside the document. */
export type RatedCheck = Check & { readonly severity?: string; readonly source?: string };

/** A verdict with the command that mends what it found, where there is one. */
export type RepairableVerdict = Verdict & { readonly repair?: string };

/** @returns the results of a report with all that their checks and verdicts may say. */
export function ratedResults({ results }: VerifyReport): readonly {
  readonly check: RatedCheck;
  readonly verdicts: readonly RepairableVerdict[];
}[] {
  return results;
}
