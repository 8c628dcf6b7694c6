import type { DrillReport, ScenarioName } from '../drill/drill.ts';
import type { Outcome } from '../verify/check.ts';
import { outcomeOf } from './verify-count.ts';

/** What several rounds of one scenario came to; times in milliseconds. */
export interface Rounds {
  readonly scenario: ScenarioName;
  readonly rounds: number;
  readonly outcome: Outcome;
  readonly outage: Spread;
  readonly failed: Spread;
  readonly late: Spread;
}

export interface Spread {
  readonly median: number;
  readonly worst: number;
}

/** @returns what the rounds of each scenario that was repeated came to, in the order in which they were first done. */
export function sumUpRounds(reports: readonly DrillReport[]): readonly Rounds[] {
  return [...new Set(reports.map(({ scenario }) => scenario))].flatMap((scenario) => {
    const rounds = reports.filter((report) => report.scenario === scenario);
    if (rounds.length < 2) return [];
    const spread = (figure: 'outage' | 'failed' | 'late') => spreadOf(rounds.map(({ figures }) => figures[figure]));
    return [
      {
        scenario,
        rounds: rounds.length,
        outcome: outcomeOf(rounds.flatMap(({ verdicts }) => verdicts)),
        outage: spread('outage'),
        failed: spread('failed'),
        late: spread('late'),
      },
    ];
  });
}

/** @returns the middle one, or what lies between the two in the middle, and the highest. */
function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half)] ?? 0)) / 2;
  return { median, worst: sorted.at(-1) ?? 0 };
}
