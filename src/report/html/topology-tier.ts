import type { Box } from './topology-boxes.ts';
import { html, type Html } from './html.ts';

/** Units of the drawing, which are pixels where it is not made smaller. */
export const boxWidth = 160;
export const gap = 16;
/** Above each row of boxes: the line that leads to them, and the tip of it. */
const approach = 26;
const lineHeight = 16;

export interface Tier {
  readonly drawn: Html;
  /** Where the lowest row ends. */
  readonly bottom: number;
  /** Where each box has its lower edge, and its middle. */
  readonly feet: readonly { readonly box: Box; readonly x: number; readonly y: number }[];
}

/**
 * Boxes in rows, each led to from a trunk in the middle of the drawing. Rows that are full leave the middle free, as the
 * number in a row is even.
 * @param from where the trunk begins; null for boxes at the top, which nothing leads to.
 */
export function drawTier(
  boxes: readonly Box[],
  { perRow, width, from }: { readonly perRow: number; readonly width: number; readonly from: number | null },
): Tier {
  const middle = width / 2;
  const height = Math.max(...boxes.map(heightOf), 0);
  const columns = Math.min(boxes.length, perRow);
  const left = (width - columns * boxWidth - (columns - 1) * gap) / 2;
  const placed = boxes.map((box, index) => ({
    box,
    x: left + (index % perRow) * (boxWidth + gap) + boxWidth / 2,
    top: (from === null ? 0.75 : from + approach) + Math.floor(index / perRow) * (height + approach + gap),
  }));
  // What is live is drawn over what is not.
  const links = placed.toSorted((a, b) => Number(a.box.link === 'live') - Number(b.box.link === 'live'));
  return {
    drawn: html`${from === null ? null : links.map(({ box, x, top }) => drawLink(box, x, top, from, middle))}
    ${placed.map(({ box, x, top }) => drawBox(box, x - boxWidth / 2, top, height))}`,
    bottom: (placed.at(-1)?.top ?? from ?? 0) + height,
    feet: placed.map(({ box, x, top }) => ({ box, x, y: top + height })),
  };
}

/** Down the trunk, along the row, and down to the box: with a tip where requests go, a cross where they should and do not. */
function drawLink({ link }: Box, x: number, top: number, from: number, middle: number): Html {
  const along = top - approach / 2;
  const tip = link === 'live' ? html`<path class="tip" d="M${x - 5} ${top - 8}h10l-5 8z" />` : null;
  const cross = html`<path class="cross" d="M${x - 4} ${top - 11}l8 8m0 -8l-8 8" />`;
  return html`<path
      class="${link}"
      d="M${middle} ${from}V${along}H${x}V${top}"
    />${tip}${link === 'broken' ? cross : null}`;
}

function heightOf({ lines }: Box): number {
  return 28 + lines.length * lineHeight;
}

export function drawBox({ name, lines, frame }: Box, x: number, y: number, height: number): Html {
  const text = x + 10;
  return html`<rect class="${frame}" x="${x}" y="${y}" width="${boxWidth}" height="${height}" rx="4" />
    <text class="strong" x="${text}" y="${y + 20}">${shorten(name, 16)}</text>
    ${lines.map((line, index) => {
      const at = y + 20 + (index + 1) * lineHeight;
      return html`<text class="${line.kind}" x="${text}" y="${at}"
        >${shorten(line.text, line.kind === 'mono' ? 21 : 23)}</text
      >`;
    })}`;
}

/** What does not fit is in the table below the drawing. The end stays too: it is where names of a kind differ. */
function shorten(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const end = Math.floor(most / 3);
  return `${characters.slice(0, most - 1 - end).join('')}…${characters.slice(-end).join('')}`;
}
