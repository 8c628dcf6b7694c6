import type { Cluster } from '../../cluster/cluster.ts';
import type { DrillReport } from '../../drill/drill.ts';
import { wordDrill, wordLongConnection, wordMilliseconds } from '../drill-wording.ts';
import { outcomeOf } from '../verify-count.ts';
import { renderBound, renderDrillVerdicts, renderTroubled } from './drill-details.ts';
import { renderHolderChanges } from './holder-lanes.ts';
import { html, type Html } from './html.ts';
import { badge } from './outcome.ts';
import { moment } from './page.ts';
import type { Answerer } from './servers-of.ts';
import { expectedShares, renderMeasuredShares, renderShares } from './shares.ts';
import { renderTimeline } from './timeline.ts';

export interface SectionOptions {
  /** What the page links to. */
  readonly id: string;
  readonly isRepeated: boolean;
  readonly isOpen: boolean;
  readonly answerers: readonly Answerer[];
  readonly clusters: readonly Cluster[];
}

/** @returns one drill: its figures, its time, its verdicts, and what they rest on. */
export function renderDrillSection(report: DrillReport, options: SectionOptions): Html {
  const { id, isRepeated, isOpen, answerers, clusters } = options;
  const { cluster, client, service, tool, probe, startedAt, shares, verdicts, bound } = report;
  const pace = shares === null ? `${probe.rate} times a second` : 'one request after the other';
  const asked = `${client} asked ${service} by ${tool}, ${pace}, waiting ${wordMilliseconds(probe.timeout)} at most.`;
  return html`<details class="drill" id="${id}" ${isOpen ? html`open` : null}>
    <summary>
      <h2>${wordDrill(report, isRepeated)}</h2>
      ${badge(outcomeOf(verdicts))}
    </summary>
    <p class="soft">Cluster ${cluster}, ${moment(startedAt)}. ${asked}</p>
    ${renderFigures(report)} ${renderTimeline(report, answerers)} ${renderHolderChanges(report)}
    ${renderTroubled(report)}
    <h3>What it had to show</h3>
    ${renderDrillVerdicts(verdicts)}
    <div class="side">
      <div>
        ${
          shares === null
            ? renderShares(report, answerers, expectedShares(report, clusters))
            : renderMeasuredShares(shares, answerers)
        }
      </div>
      <div>${renderBound(bound)}</div>
    </div>
  </details>`;
}

function renderFigures({ figures, bound, longConnection }: DrillReport): Html {
  const { outage, sent, answered, failed, late } = figures;
  const most = bound === null ? 'none' : wordMilliseconds(bound.total);
  const pairs: readonly (readonly [string, string | number])[] = [
    ['outage', wordMilliseconds(outage)],
    ['allowed', most],
    ['sent', sent],
    ['answered', answered],
    ['without an answer', failed],
    ['late', late],
  ];
  return html`<dl class="figures">
    ${pairs.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
    <div class="wide">
      <dt>long connection</dt>
      <dd>${wordLongConnection(longConnection)}</dd>
    </div>
  </dl>`;
}
