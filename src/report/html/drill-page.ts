import type { DrillReport } from '../../drill/drill.ts';
import type { Seen } from '../../verify/seen.ts';
import { sumUpRounds, type Rounds, type Spread } from '../drill-rounds.ts';
import { repeated, wordDrill, wordMilliseconds } from '../drill-wording.ts';
import { outcomeOf } from '../verify-count.ts';
import { wordCount } from '../wording.ts';
import { renderDrillSection } from './drill-section.ts';
import { html, type Html } from './html.ts';
import { badge } from './outcome.ts';
import { renderPage, type Written } from './page.ts';
import { answerersOf } from './servers-of.ts';
import { renderTopology } from './topology.ts';
import { renderTable } from './table.ts';

/** With more drills than these, those that went well are closed: the table above says all of them. */
const mostOpen = 10;

/**
 * @param seen the clusters that were drilled as they were seen last, to be drawn, and for the shares that their schedulers
 * promise; where one is left out, no share is expected.
 * @returns the page of drills: all of them as a table, the clusters, then each drill with its time.
 */
export function renderDrillPage(reports: readonly DrillReport[], written: Written, seen: readonly Seen[] = []): string {
  const names = [...new Set(reports.map(({ cluster }) => cluster))];
  const clusters = seen.map(({ cluster }) => cluster);
  const isRepeated = repeated(reports);
  const answerers = answerersOf(reports);
  const ok = reports.filter(({ verdicts }) => outcomeOf(verdicts) === 'ok').length;
  const body = html`<p class="lead">
      ${badge(outcomeOf(reports.flatMap(({ verdicts }) => verdicts)))}
      <span>${wordCount(reports.length, 'drill')}: ${ok} ok, ${reports.length - ok} not</span>
    </p>
    ${reports.length === 1 ? null : renderDrills(reports, isRepeated)} ${renderRounds(sumUpRounds(reports))}
    ${seen.filter(isKnown).map(renderTopology)}
    ${reports.map((report, index) =>
      renderDrillSection(report, {
        id: idOf(index),
        isRepeated: isRepeated(report),
        isOpen: reports.length <= mostOpen || outcomeOf(report.verdicts) !== 'ok',
        answerers,
        clusters,
      }),
    )}`;
  return renderPage({ heading: `Drills of ${names.join(', ')}`, command: 'lvsdeploy drill', body }, written);
}

function isKnown({ directors }: Seen): boolean {
  return directors.some(({ holds }) => holds !== null);
}

function idOf(index: number): string {
  return `drill-${index + 1}`;
}

function renderDrills(reports: readonly DrillReport[], isRepeated: (report: DrillReport) => boolean): Html {
  const rows = reports.map((report, index) => {
    const { figures, bound, verdicts, longConnection } = report;
    return html`<tr>
      <th scope="row">
        <a href="#${idOf(index)}">${wordDrill(report, isRepeated(report))}</a> ${badge(outcomeOf(verdicts))}
      </th>
      <td class="number">
        ${wordMilliseconds(figures.outage)}
        <span class="soft">${bound === null ? 'none allowed' : `of ${wordMilliseconds(bound.total)}`}</span>
      </td>
      <td class="number">
        ${figures.failed + figures.late} of ${figures.sent}
        <span class="soft">${figures.failed} failed, ${figures.late} late</span>
      </td>
      <td>${longConnection.kind}</td>
    </tr>`;
  });
  return renderTable(['drill', { number: 'outage' }, { number: 'requests' }, 'long connection'], rows);
}

function renderRounds(rounds: readonly Rounds[]): Html | null {
  if (rounds.length === 0) return null;
  const rows = rounds.map(
    (one) =>
      html`<tr>
        <th scope="row">${one.scenario}<span class="soft">${wordCount(one.rounds, 'round')}</span></th>
        <td class="number">${spread(one.outage, ' ms')}</td>
        <td class="number">${spread(one.failed)}</td>
        <td class="number">${spread(one.late)}</td>
        <td>${badge(one.outcome)}</td>
      </tr>`,
  );
  return renderTable(['drill', { number: 'outage' }, { number: 'failed' }, { number: 'late' }, 'outcome'], rows, {
    caption: 'Over the rounds: the median, and the worst',
  });
}

function spread({ median, worst }: Spread, unit = ''): Html {
  return html`${Math.round(median)}${unit}<span class="soft">${Math.round(worst)}${unit}</span>`;
}
