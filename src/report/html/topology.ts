import type { Seen } from '../../verify/seen.ts';
import { html, type Html } from './html.ts';
import { seenServers, wordServer } from './seen-servers.ts';
import { clientsBox, directorBoxes, serverBoxes, vipBoxes, wordDirector } from './topology-boxes.ts';
import { boxWidth, drawTier, gap } from './topology-tier.ts';
import { renderTable } from './table.ts';

/**
 * @returns the cluster as it was seen: drawn with two boxes in a row and, where there are more, with four for a page that
 * is wide enough, of which one is shown; and as tables.
 */
export function renderTopology(seen: Seen): Html {
  const { directors, realServers } = seen.cluster;
  const hasMore = directors.length > 2 || realServers.length > 2;
  return html`<figure>
    ${drawTopology(seen, 2, hasMore ? 'two replaced' : 'two')} ${hasMore ? drawTopology(seen, 4, 'four') : null}
    <figcaption>A thick line is the way that requests take; a cross marks where they should go and do not.</figcaption>
    <details class="more">
      <summary>the same as tables</summary>
      ${tellDirectors(seen)} ${tellServers(seen)}
    </details>
  </figure>`;
}

/** The height of the line with the name of a frame. */
const named = 18;

function drawTopology(seen: Seen, perRow: number, kind: string): Html {
  const width = perRow * boxWidth + (perRow - 1) * gap + gap;
  const middle = width / 2;
  const rows = { perRow, width };
  const clients = drawTier([clientsBox(seen)], { ...rows, from: null });
  // The names of the network and the methods have a line to themselves, below the frame of the segment.
  const below = clients.bottom + named;
  const floating = vipBoxes(seen);
  const vips = drawTier(floating, { ...rows, from: below });
  const directors = drawTier(directorBoxes(seen), { ...rows, from: vips.bottom });
  const trunk = directors.bottom + 12;
  const all = serverBoxes(seen);
  const outer = all.filter(({ isInside }) => !isInside);
  const inner = all.filter(({ isInside }) => isInside);
  const servers = drawTier(outer, { ...rows, from: trunk });
  // The inside has a frame of its own, below what is on the segment.
  const innerTop = (outer.length === 0 ? trunk : servers.bottom) + 10;
  const insiders = drawTier(inner, { ...rows, from: innerTop + named });
  const holders = directors.feet.filter(({ box }) => box.link === 'live');
  const feet = holders.map(({ x, y }) => html`<path class="live" d="M${x} ${y}v8H${middle}V${trunk}" />`);
  const lowest = inner.length === 0 ? servers.bottom : insiders.bottom + 8;
  const height = lowest + gap / 2;
  const frameTop = clients.bottom + 6;
  const method = [...new Set(seen.cluster.virtualServices.map((one) => one.method.toUpperCase()))].join(', ');
  return html`<svg class="topology ${kind}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${describe(seen)}">
    <rect class="segment" x="0.5" y="${frameTop}" width="${width - 1}" height="${height - frameTop}" rx="4" />
    <text class="faint mono" x="8" y="${frameTop + 15}">
      ${networksOf(seen.cluster.segment, seen.cluster.segment6)}
    </text>
    <text class="faint mono" x="${width - 8}" y="${frameTop + 15}" text-anchor="end">${method}</text>
    <path
      class="${floating.some(({ link }) => link === 'live') ? 'live' : 'broken'}"
      d="M${middle} ${clients.bottom}V${below}"
    />
    ${clients.drawn} ${vips.drawn} ${directors.drawn} ${feet} ${servers.drawn}
    ${inner.length === 0 ? null : drawInside(seen, { width, from: trunk, top: innerTop, bottom: lowest })}
    ${inner.length === 0 ? null : insiders.drawn}
  </svg>`;
}

/** The frame of the inside, and the way into it, which goes on down the middle. */
function drawInside(
  { cluster: { inside } }: Seen,
  {
    width,
    from,
    top,
    bottom,
  }: { readonly width: number; readonly from: number; readonly top: number; readonly bottom: number },
): Html | null {
  if (inside === null) return null;
  const middle = width / 2;
  return html`<rect class="segment" x="6.5" y="${top}" width="${width - 13}" height="${bottom - top}" rx="4" />
    <text class="faint mono" x="14" y="${top + 15}">${networksOf(inside.network, inside.network6)}</text>
    <path class="live" d="M${middle} ${from}V${top + named}" />`;
}

function networksOf(network: string, network6: string | null): string {
  return network6 === null ? network : `${network} ${network6}`;
}

/** What the drawing shows, in a sentence for who cannot see it. */
function describe(seen: Seen): string {
  const vips = vipBoxes(seen).map(({ name, lines }) => `${name} ${lines.map(({ text }) => text).join(' ')}`);
  const hasMany = seen.cluster.virtualServices.length > 1;
  const servers = seenServers(seen).map(
    (server) => `${server.name} ${hasMany ? `${server.short}: ` : ''}${wordServer(server)}`,
  );
  return `Cluster ${seen.cluster.name}: ${[...vips, ...servers].join('; ')}.`;
}

function tellDirectors({ cluster, directors }: Seen): Html {
  const rows = cluster.directors.map(({ name, address, address6, priority }) => {
    const seen = directors.find((director) => director.name === name);
    const holds =
      seen?.holds == null || seen.holds.length === 0
        ? wordDirector(seen, cluster)[0]
        : `holds ${seen.holds.join(', ')}`;
    return html`<tr>
      <th scope="row">${name}</th>
      <td class="mono">${address6 === null ? address : `${address} ${address6}`}</td>
      <td class="number">${cluster.vrrp === null ? 'none' : priority}</td>
      <td>${holds}</td>
    </tr>`;
  });
  return renderTable(['name', 'address', { number: 'priority' }, 'VIP'], rows, { caption: 'Directors' });
}

function tellServers(seen: Seen): Html {
  const rows = seenServers(seen).map(
    (server) =>
      html`<tr>
        <th scope="row">${server.name}<span class="soft mono">${server.address}</span></th>
        <td class="mono">${server.service}</td>
        <td>${wordServer(server)}</td>
        <td>${server.saidBy ?? 'nobody'}</td>
      </tr>`,
  );
  return renderTable(['name', 'service', 'state', 'said by'], rows, { caption: 'Real servers' });
}
