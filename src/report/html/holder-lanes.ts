import type { DrillReport, Holding } from '../../drill/drill.ts';
import { html, type Html } from './html.ts';
import { dots, drawLane, type Lane } from './lane.ts';
import { round, type TimeScale } from './time-scale.ts';
import { renderTable } from './table.ts';

const height = 12;

/** A strip for each director: a block at each moment at which it was seen to hold a VIP, a dot where it held none. */
export function holderLanes({ holdings }: DrillReport, scale: TimeScale): readonly ((y: number) => Lane)[] {
  return looksByDirector(holdings).map(([director, looks]) => {
    const holding = looks.filter(({ vips }) => vips.length > 0);
    const empty = looks.filter(({ vips }) => vips.length === 0);
    const spans = spansOf(looks).map(({ from, to }) => `M${round(from)} ${height / 2}H${round(to)}`);
    const content = html`<path class="held" d="${spans.join('')}" />
      <path class="look holding" d="${momentsOf(holding)}" />
      <path class="look seen" d="${momentsOf(holding)}" />
      <path class="look" d="${momentsOf(empty)}" />`;
    const right = `${holding.length} of ${looks.length} looks`;
    return (y) => drawLane({ label: `${director} holds the VIP`, right, content, height }, y, scale);
  });
}

function looksByDirector(holdings: readonly Holding[]): readonly (readonly [string, readonly Holding[]])[] {
  const directors = [...new Set(holdings.map(({ director }) => director))].toSorted();
  return directors.map((director) => [
    director,
    holdings.filter((one) => one.director === director).toSorted((a, b) => a.at - b.at),
  ]);
}

/** Between two looks that saw the same it is taken to have been so, unless more time went by than between others. */
function spansOf(looks: readonly Holding[]): readonly { readonly from: number; readonly to: number }[] {
  const pairs = looks.slice(1).flatMap((to, index) => {
    const from = looks[index];
    return from === undefined ? [] : [{ from, to }];
  });
  const usual =
    pairs.map(({ from, to }) => to.at - from.at).toSorted((a, b) => a - b)[Math.floor(pairs.length / 2)] ?? 0;
  return pairs
    .filter(({ from, to }) => from.vips.length > 0 && to.vips.length > 0 && to.at - from.at <= 3 * usual)
    .map(({ from, to }) => ({ from: from.at, to: to.at }));
}

function momentsOf(looks: readonly Holding[]): string {
  return dots(
    looks.map(({ at }) => at),
    height / 2,
  );
}

/** @returns when who was seen to hold what, where it was not what the look before saw. */
export function renderHolderChanges({ holdings }: DrillReport): Html | null {
  const changes = looksByDirector(holdings)
    .flatMap(([, looks]) => looks.filter(({ vips }, index) => vips.join() !== looks[index - 1]?.vips.join()))
    .toSorted((a, b) => a.at - b.at);
  if (changes.length === 0) return null;
  const rows = changes.map(
    ({ at, director, vips }) =>
      html`<tr>
        <td class="number">${Math.round(at)}</td>
        <th scope="row">${director}</th>
        <td>${vips.length === 0 ? 'no VIP' : vips.join(', ')}</td>
      </tr>`,
  );
  return html`<details class="more">
    <summary>who held the VIP, as a table</summary>
    ${renderTable([{ number: 'ms' }, 'director', 'was seen to hold'], rows)}
  </details>`;
}
