import type { DrillReport } from '../../drill/drill.ts';
import { wordDrill, wordLongConnection, wordOutage, wordRequests, repeated } from '../drill-wording.ts';
import type { TestSuite } from './junit.ts';

/** @returns a suite for each drill, with a case for each of its verdicts. */
export function drillSuites(reports: readonly DrillReport[]): readonly TestSuite[] {
  const isRepeated = repeated(reports);
  return reports.map((report) => ({
    name: `drill ${report.cluster}: ${wordDrill(report, isRepeated(report))}`,
    startedAt: report.startedAt,
    cases: report.verdicts.map(({ id, title, outcome, expected, found }) => ({
      group: `${report.cluster}.${report.scenario}${isRepeated(report) ? `.${report.round}` : ''}`,
      name: `${id}: ${title}`,
      outcome,
      type: id,
      message: found,
      body: [`expected: ${expected}`, `found:    ${found}`, ...figuresOf(report)].join('\n'),
    })),
  }));
}

function figuresOf(report: DrillReport): readonly string[] {
  return [
    `outage:   ${wordOutage(report)}`,
    `requests: ${wordRequests(report)}`,
    `the long connection ${wordLongConnection(report.longConnection)}`,
  ];
}
