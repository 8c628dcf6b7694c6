import type { VerifyReport } from '../../verify/report.ts';
import { ratedResults, type RatedCheck, type RepairableVerdict } from '../rated.ts';
import { outcomeOf } from '../verify-count.ts';
import { indent } from '../wording.ts';
import type { TestCase, TestSuite } from './junit.ts';

/** @returns a suite for each cluster, with a case for each check. */
export function verifySuites(reports: readonly VerifyReport[]): readonly TestSuite[] {
  return reports.map((report) => ({
    name: `verify ${report.cluster}`,
    cases: ratedResults(report).map(({ check, verdicts }) => caseOf(report.cluster, check, verdicts)),
  }));
}

function caseOf(cluster: string, check: RatedCheck, verdicts: readonly RepairableVerdict[]): TestCase {
  const outcome = outcomeOf(verdicts);
  const wrong = verdicts.filter((verdict) => verdict.outcome !== 'ok');
  const worst = wrong.find((verdict) => verdict.outcome === outcome);
  return {
    group: `${cluster}.${check.id}`,
    name: check.title,
    outcome,
    type: check.severity ?? check.id,
    message: worst === undefined ? '' : `${placeOf(worst)}: ${worst.found}`,
    body: [...describeCheck(check), ...wrong.map(describeVerdict)].join('\n'),
  };
}

function describeCheck({ step, source, severity }: RatedCheck): readonly string[] {
  const said = [
    `step ${step}`,
    ...(source === undefined ? [] : [source]),
    ...(severity === undefined ? [] : [severity]),
  ];
  return [said.join(', ')];
}

function describeVerdict(verdict: RepairableVerdict): string {
  const { outcome, expected, found, evidence, repair } = verdict;
  const shown = evidence?.trim() ?? '';
  return [
    `${placeOf(verdict)}: ${outcome}`,
    `  expected: ${expected}`,
    `  found:    ${found}`,
    ...(repair === undefined ? [] : [`  repair:   ${repair}`]),
    ...(shown === '' ? [] : [indent(shown, '  | ')]),
  ].join('\n');
}

function placeOf({ host }: RepairableVerdict): string {
  return host ?? 'the cluster';
}
