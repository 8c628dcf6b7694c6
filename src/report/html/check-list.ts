import type { Check, Outcome, Verdict } from '../../verify/check.ts';
import { html, type Html } from './html.ts';
import { badge, outcomeClass } from './outcome.ts';
import { outcomeOf } from '../verify-count.ts';
import { renderTable } from './table.ts';

export interface JudgedCheck {
  readonly check: Check;
  readonly verdicts: readonly Verdict[];
}

/** @returns checks that are not ok, with all there is to say of each verdict that is not. */
export function renderOpenChecks(checks: readonly JudgedCheck[]): Html {
  const items = checks.map(
    ({ check, verdicts }) =>
      html`<li>
        <div class="check-head">
          ${badge(outcomeOf(verdicts))}
          <h4>${check.title}</h4>
          ${meta(check, outcomeOf(verdicts))}
        </div>
        ${verdicts.filter(({ outcome }) => outcome !== 'ok').map(tellVerdict)}
        ${others(verdicts.filter(({ outcome }) => outcome === 'ok'))}
      </li>`,
  );
  return html`<ul class="checks">
    ${items}
  </ul>`;
}

/** @returns checks that are ok, a line each, with what was expected and found behind it. */
export function renderFineChecks(checks: readonly JudgedCheck[]): Html {
  const items = checks.map(
    ({ check, verdicts }) =>
      html`<li>
        <details class="check">
          <summary>${badge('ok')}<span>${check.title}</span>${meta(check, 'ok')}</summary>
          ${tableOf(verdicts)}
        </details>
      </li>`,
  );
  return html`<ul class="checks">
    ${items}
  </ul>`;
}

/** How bad it is matters where something is. */
function meta({ id, severity, step, source }: Check, outcome: Outcome): Html {
  const tag = outcome === 'ok' ? null : html`<span class="tag ${outcomeClass(outcome)}">${severity}</span>`;
  return html`<span class="meta"
    ><code>${id}</code
    >${tag}<span>${wordStep(step)}</span>${source === undefined ? null : html`<span>${source}</span>`}</span
  >`;
}

/** @returns `step 15`; what is no number, such as `test 2`, is named as it is. */
function wordStep(step: string): string {
  return /^\d/.test(step) ? `step ${step}` : step;
}

function tellVerdict({ host, outcome, expected, found, evidence, repair }: Verdict): Html {
  const shown = evidence?.trim() ?? '';
  return html`<div class="verdict ${outcomeClass(outcome)}">
    <p><strong>${host ?? 'the cluster'}</strong> ${badge(outcome)}</p>
    <dl class="said">
      <dt>expected</dt>
      <dd>${expected}</dd>
      <dt>found</dt>
      <dd>${found}</dd>
      ${
        repair === undefined
          ? null
          : html`<dt>repair</dt>
              <dd><code class="repair">${repair}</code></dd>`
      }
    </dl>
    ${
      shown === ''
        ? null
        : html`<details class="more">
            <summary>what it rests on</summary>
            <pre>${shown}</pre>
          </details>`
    }
  </div>`;
}

/** The hosts on which the same check holds: named, so that nobody has to wonder about them. */
function others(fine: readonly Verdict[]): Html | null {
  if (fine.length === 0) return null;
  return html`<details class="more">
    <summary>ok on ${fine.map(({ host }) => host ?? 'the cluster').join(', ')}</summary>
    ${tableOf(fine)}
  </details>`;
}

function tableOf(verdicts: readonly Verdict[]): Html {
  const rows = verdicts.map(({ host, expected, found, evidence }) => {
    const shown = evidence?.trim() ?? '';
    const more =
      shown === ''
        ? null
        : html`<details class="more">
            <summary>what it rests on</summary>
            <pre>${shown}</pre>
          </details>`;
    return html`<tr>
      <th scope="row">${host ?? 'the cluster'}</th>
      <td class="cell">${expected}</td>
      <td><span class="cell">${found}</span>${more}</td>
    </tr>`;
  });
  return renderTable(['host', 'expected', 'found'], rows);
}
