import type { Check, Verdict } from '../../verify/check.ts';
import type { VerifyReport } from '../../verify/report.ts';
import { outcomeOf } from '../verify-count.ts';
import { indent } from '../wording.ts';
import type { TestCase, TestSuite } from './junit.ts';

/** @returns a suite for each cluster, with a case for each check. */
export function verifySuites(reports: readonly VerifyReport[]): readonly TestSuite[] {
  return reports.map((report) => ({
    name: `verify ${report.cluster}`,
    cases: report.results.map(({ check, verdicts }) => caseOf(report.cluster, check, verdicts)),
  }));
}

function caseOf(cluster: string, check: Check, verdicts: readonly Verdict[]): TestCase {
  const outcome = outcomeOf(verdicts);
  const wrong = verdicts.filter((verdict) => verdict.outcome !== 'ok');
  const worst = wrong.find((verdict) => verdict.outcome === outcome);
  return {
    group: `${cluster}.${check.id}`,
    name: check.title,
    outcome,
    type: check.severity,
    message: worst === undefined ? '' : `${placeOf(worst)}: ${worst.found}`,
    body: [...describeCheck(check), ...wrong.map(describeVerdict)].join('\n'),
  };
}

function describeCheck({ step, source, severity }: Check): readonly string[] {
  const said = [`step ${step}`, ...(source === undefined ? [] : [source]), severity];
  return [said.join(', ')];
}

function describeVerdict(verdict: Verdict): string {
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

function placeOf({ host }: Verdict): string {
  return host ?? 'the cluster';
}
