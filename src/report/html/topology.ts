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

function drawTopology(seen: Seen, perRow: number, kind: string): Html {
  const width = perRow * boxWidth + (perRow - 1) * gap + gap;
  const middle = width / 2;
  const rows = { perRow, width };
  const clients = drawTier([clientsBox(seen)], { ...rows, from: null });
  const vips = drawTier(vipBoxes(seen), { ...rows, from: clients.bottom });
  const directors = drawTier(directorBoxes(seen), { ...rows, from: vips.bottom });
  const servers = drawTier(serverBoxes(seen), { ...rows, from: directors.bottom + 12 });
  const holders = directors.feet.filter(({ box }) => box.link === 'live');
  const feet = holders.map(
    ({ x, y }) => html`<path class="live" d="M${x} ${y}v8H${middle}V${directors.bottom + 12}" />`,
  );
  const height = servers.bottom + gap / 2;
  const frameTop = clients.bottom + 6;
  const method = [...new Set(seen.cluster.virtualServices.map((one) => one.method.toUpperCase()))].join(', ');
  return html`<svg class="topology ${kind}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${describe(seen)}">
    <rect class="segment" x="0.5" y="${frameTop}" width="${width - 1}" height="${height - frameTop}" rx="4" />
    <text class="faint mono" x="8" y="${frameTop + 15}">${seen.cluster.segment}</text>
    <text class="faint mono" x="${width - 8}" y="${frameTop + 15}" text-anchor="end">${method}</text>
    ${clients.drawn} ${vips.drawn} ${directors.drawn} ${feet} ${servers.drawn}
  </svg>`;
}

/** What the drawing shows, in a sentence for who cannot see it. */
function describe(seen: Seen): string {
  const vips = vipBoxes(seen).map(({ name, lines }) => `${name} ${lines.map(({ text }) => text).join(' ')}`);
  const servers = seenServers(seen).map((server) => `${server.name} ${wordServer(server)}`);
  return `Cluster ${seen.cluster.name}: ${[...vips, ...servers].join('; ')}.`;
}

function tellDirectors({ cluster, directors }: Seen): Html {
  const rows = cluster.directors.map(({ name, address, priority }) => {
    const seen = directors.find((director) => director.name === name);
    const holds =
      seen?.holds == null || seen.holds.length === 0 ? wordDirector(seen)[0] : `holds ${seen.holds.join(', ')}`;
    return html`<tr>
      <th scope="row">${name}</th>
      <td class="mono">${address}</td>
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
