import type { DrillReport, Mark } from '../../drill/drill.ts';
import { wordDrill, wordOutage, wordRequests } from '../drill-wording.ts';
import { holderLanes } from './holder-lanes.ts';
import { html, type Html } from './html.ts';
import { requestLanes } from './request-lanes.ts';
import type { Answerer } from './servers-of.ts';
import { spanBars } from './span-bars.ts';
import { timeScale, type TimeScale } from './time-scale.ts';

/** Where a flag has no room beside the one before it, in percent: its width on a narrow page. */
const flagWidth = 6.5;
const flagHeight = 20;
const axisHeight = 18;

/** @returns a drill over its time: what was done, the outage and its bound, each request, who held the VIP. */
export function renderTimeline(report: DrillReport, answerers: readonly Answerer[]): Html {
  const scale = timeScale(report);
  const flags = placeFlags(report.marks, scale);
  const flagRows = Math.max(0, ...flags.map(({ row }) => row + 1));
  const top = axisHeight + flagRows * flagHeight + 4;
  const draws = [...spanBars(report, scale), ...requestLanes(report, answerers, scale), ...holderLanes(report, scale)];
  const lanes: Html[] = [];
  let y = top;
  for (const draw of draws) {
    const { drawn, height } = draw(y);
    lanes.push(drawn);
    y += height;
  }
  const summary = `${wordDrill(report, false)}: outage ${wordOutage(report)}; ${wordRequests(report)}.`;
  return html`<figure>
    <svg class="timeline" height="${y}" role="img" aria-label="${summary}">
      ${drawOutage(report, scale, top, y)} ${drawAxis(scale, y)} ${flags.map((flag) => drawFlag(flag, y))} ${lanes}
    </svg>
    ${listMarks(report.marks)}
  </figure>`;
}

function drawOutage({ figures: { gap, outage } }: DrillReport, { percent }: TimeScale, top: number, bottom: number) {
  if (gap === null || outage <= 0) return null;
  const width = Math.max(0.2, percent(gap.to) - percent(gap.from));
  return html`<rect class="band" x="${percent(gap.from)}%" y="${top}" width="${width}%" height="${bottom - top}" />`;
}

function drawAxis({ ticks, percent }: TimeScale, bottom: number): readonly Html[] {
  return ticks.map(({ at, text }) => {
    const x = percent(at);
    const anchor = x < 5 ? 'start' : x > 95 ? 'end' : 'middle';
    return html`<text class="faint" x="${x}%" y="12" text-anchor="${anchor}">${text}</text>
      <line class="grid" x1="${x}%" x2="${x}%" y1="${axisHeight}" y2="${bottom}" />`;
  });
}

interface Flag {
  readonly number: number;
  readonly mark: Mark;
  readonly x: number;
  readonly row: number;
}

/** @returns each mark in the first row in which it covers no other. */
function placeFlags(marks: readonly Mark[], { percent }: TimeScale): readonly Flag[] {
  const ends: number[] = [];
  return sorted(marks).map((mark, index) => {
    const x = percent(mark.at);
    const free = ends.findIndex((end) => x - end >= flagWidth);
    const row = free === -1 ? ends.length : free;
    ends[row] = x;
    return { number: index + 1, mark, x, row };
  });
}

function drawFlag({ number, mark, x, row }: Flag, bottom: number): Html {
  const kind = mark.isFault ? 'mark fault' : 'mark';
  const y = axisHeight + row * flagHeight + 10;
  return html`<line class="${kind}" x1="${x}%" x2="${x}%" y1="${y}" y2="${bottom}" />
    <circle class="${mark.isFault ? 'fault' : ''}" cx="${x}%" cy="${y}" r="8.5" />
    <text class="flag" x="${x}%" y="${y + 4}">${number}</text>`;
}

function listMarks(marks: readonly Mark[]): Html | null {
  if (marks.length === 0) return null;
  const items = sorted(marks).map(
    ({ at, what, isFault }) =>
      html`<li>
        <span class="when">${(at / 1000).toFixed(3)} s</span>
        ${what}${isFault ? html` <strong>(the fault)</strong>` : null}
      </li>`,
  );
  return html`<ol class="marks">
    ${items}
  </ol>`;
}

function sorted(marks: readonly Mark[]): readonly Mark[] {
  return marks.toSorted((a, b) => a.at - b.at);
}
