import type { VerifyReport } from '../../verify/report.ts';
import type { Outcome } from '../../verify/check.ts';
import { countChecks, outcomeOf } from '../verify-count.ts';
import { wordCount } from '../wording.ts';
import { renderFineChecks, renderOpenChecks, type JudgedCheck } from './check-list.ts';
import { html, type Html } from './html.ts';
import { badge, outcomeClass } from './outcome.ts';
import { renderPage, type Written } from './page.ts';
import { renderTopology } from './topology.ts';

/** @returns the page of a verification: each cluster drawn, then what does not hold, what cannot be told, what holds. */
export function renderVerifyPage(reports: readonly VerifyReport[], written: Written): string {
  const names = reports.map(({ cluster }) => cluster);
  const heading = `${names.length === 1 ? 'Cluster' : 'Clusters'} ${names.join(', ')}`;
  const body = html`<p class="lead">${total(reports)}</p>
    ${reports.map(renderCluster)}`;
  return renderPage({ heading, command: 'lvsdeploy verify', body }, written);
}

function total(reports: readonly VerifyReport[]): Html {
  const count = countChecks(reports);
  const all = wordCount(count.ok + count.failed + count['cannot tell'], 'check');
  const each = (['failed', 'cannot tell', 'ok'] as const).map(
    (outcome) =>
      html`<span class="badge ${count[outcome] === 0 ? 'soft' : outcomeClass(outcome)}"
        >${count[outcome]} ${outcome}</span
      >`,
  );
  return html`<span>${all}:</span> ${each}`;
}

function renderCluster(report: VerifyReport): Html {
  const checks = report.results;
  const outcome = outcomeOf(checks.flatMap(({ verdicts }) => verdicts));
  return html`<section>
    <h2>${report.cluster} ${badge(outcome)}</h2>
    ${report.seen === undefined ? null : renderTopology(report.seen)}
    ${group('What does not hold', criticalFirst(withOutcome(checks, 'failed')), renderOpenChecks)}
    ${group('What cannot be told', criticalFirst(withOutcome(checks, 'cannot tell')), renderOpenChecks)}
    ${group('What holds', withOutcome(checks, 'ok'), renderFineChecks)}
  </section>`;
}

function group(
  title: string,
  checks: readonly JudgedCheck[],
  render: (checks: readonly JudgedCheck[]) => Html,
): Html | null {
  return checks.length === 0
    ? null
    : html`<h3>${title}</h3>
        ${render(checks)}`;
}

function withOutcome(checks: readonly JudgedCheck[], outcome: Outcome): readonly JudgedCheck[] {
  return checks.filter(({ verdicts }) => outcomeOf(verdicts) === outcome);
}

/** Otherwise in the order of the checks, which is the one of a reader's questions. */
function criticalFirst(checks: readonly JudgedCheck[]): readonly JudgedCheck[] {
  const isCritical = ({ check }: JudgedCheck) => check.severity === 'critical';
  return [...checks.filter(isCritical), ...checks.filter((one) => !isCritical(one))];
}
