import { html, type Html } from './html.ts';
import { round, type TimeScale } from './time-scale.ts';

/** A strip of the timeline with a line of text above it. */
export interface Lane {
  readonly drawn: Html;
  readonly height: number;
}

/** What stands above a strip. */
const caption = 18;

/**
 * A strip across the time. Its paths have milliseconds for x, so they stretch with the page while text and the width of
 * lines do not.
 */
export function drawLane(
  { label, right = '', content, height }: { label: string; right?: string; content: Html; height: number },
  y: number,
  { from, to }: TimeScale,
): Lane {
  return {
    drawn: html`<text x="0" y="${y + 12}">${label}</text>
      <text class="faint" x="100%" y="${y + 12}" text-anchor="end">${right}</text>
      <svg
        x="0"
        y="${y + caption}"
        width="100%"
        height="${height}"
        viewBox="${round(from)} 0 ${round(to - from)} ${height}"
        preserveAspectRatio="none"
      >
        <path class="lane" d="M${round(from)} ${height}H${round(to)}" />
        ${content}
      </svg>`,
    height: caption + height + 8,
  };
}

/** @returns a stroke down from `top` at each moment. */
export function ticks(moments: readonly number[], top: number, length: number): string {
  return moments.map((at) => `M${round(at)} ${top}v${length}`).join('');
}

/** @returns a dot at each moment: a line of no length with round ends. */
export function dots(moments: readonly number[], y: number): string {
  return moments.map((at) => `M${round(at)} ${y}h0`).join('');
}
