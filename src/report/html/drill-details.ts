import type { Bound, DrillReport, DrillVerdict } from '../../drill/drill.ts';
import { wordMilliseconds } from '../drill-wording.ts';
import { html, type Html } from './html.ts';
import { badge, outcomeClass } from './outcome.ts';
import { isLate } from './request-lanes.ts';
import { renderTable } from './table.ts';

/** Of more than these the picture says more than a table. */
const mostListed = 100;

/** @returns what a drill had to show, what is not ok with what was expected first. */
export function renderDrillVerdicts(verdicts: readonly DrillVerdict[]): Html {
  const items = verdicts.map(
    ({ id, title, outcome, expected, found }) =>
      html`<li>
        <div class="check-head">
          ${badge(outcome)}
          <h4>${title}</h4>
          <span class="meta"><code>${id}</code></span>
        </div>
        <div class="verdict ${outcomeClass(outcome)}">
          <dl class="said">
            <dt>expected</dt>
            <dd>${expected}</dd>
            <dt>found</dt>
            <dd>${found}</dd>
          </dl>
        </div>
      </li>`,
  );
  return html`<ul class="checks">
    ${items}
  </ul>`;
}

/** @returns the sum of which the bound is made. */
export function renderBound(bound: Bound | null): Html {
  if (bound === null) return html`<p class="soft">No outage at all is allowed here.</p>`;
  const rows = bound.terms.map(
    ({ name, milliseconds }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td class="number">${wordMilliseconds(milliseconds)}</td>
      </tr>`,
  );
  return renderTable(['term', { number: 'time' }], rows, {
    caption: 'How long the service may be gone',
    foot: html`<tr>
      <th scope="row">bound</th>
      <td class="number">${wordMilliseconds(bound.total)}</td>
    </tr>`,
  });
}

/** @returns the requests that were not answered, or late. */
export function renderTroubled({ requests }: DrillReport): Html | null {
  const troubled = requests.filter((request) => request.answeredAt === null || isLate(request));
  if (troubled.length === 0) return null;
  const rows = troubled.slice(0, mostListed).map(
    ({ sentAt, answeredAt, server, error }) =>
      html`<tr>
        <td class="number">${Math.round(sentAt)}</td>
        <td class="number">${answeredAt === null ? 'never' : Math.round(answeredAt - sentAt)}</td>
        <td>${error ?? server ?? 'not named'}</td>
      </tr>`,
  );
  const rest = troubled.length - mostListed;
  return html`<details class="more long">
    <summary>requests without an answer, or late, as a table</summary>
    ${renderTable([{ number: 'sent at, ms' }, { number: 'answered after, ms' }, 'by, or why not'], rows)}
    ${rest > 0 ? html`<p class="soft">and ${rest} more</p>` : null}
  </details>`;
}
