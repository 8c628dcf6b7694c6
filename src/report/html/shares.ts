import type { Cluster } from '../../cluster/cluster.ts';
import type { DrillReport, MeasuredShares, ScenarioName } from '../../drill/drill.ts';
import { endpoint } from '../../cluster/address.ts';
import { promiseOf } from '../../verify/share-promise.ts';
import { serversOf } from '../drill-wording.ts';
import { wordCount } from '../wording.ts';
import { html, type Html } from './html.ts';
import { unnamed, type Answerer } from './servers-of.ts';
import { renderTable } from './table.ts';

/** While a real server comes and goes the scheduler shares among those that are there: there is no one share to expect. */
const changingServers: readonly ScenarioName[] = ['drain-real-server', 'web-down', 'web-up'];

/**
 * @returns the part of the answers that each server is to give, by name; null where the scheduler promises none, or
 * persistence holds the one client to one server.
 */
export function expectedShares(
  { cluster: name, service, scenario }: DrillReport,
  clusters: readonly Cluster[],
): ReadonlyMap<string, number> | null {
  const cluster = clusters.find((one) => one.name === name);
  const virtual = cluster?.virtualServices.find(({ address, port }) => endpoint(address, port) === service);
  if (virtual === undefined || virtual.persistence !== null || changingServers.includes(scenario)) return null;
  const promise = promiseOf(virtual);
  if (promise.kind !== 'shares') return null;
  return new Map([...promise.parts].map(([server, part]) => [server, part / promise.round]));
}

/** @returns who answered how much, as bars, with a line where the scheduler promises it to be. */
export function renderShares(
  { figures: { servedBy } }: DrillReport,
  answerers: readonly Answerer[],
  expected: ReadonlyMap<string, number> | null,
): Html {
  const names = [...new Set([...Object.keys(servedBy), ...(expected?.keys() ?? [])])].toSorted();
  const all = Object.values(servedBy).reduce((sum, count) => sum + count, 0);
  const rows = names.map((name) => {
    const count = servedBy[name] ?? 0;
    const share = all === 0 ? 0 : count / all;
    const wanted = expected?.get(name);
    return html`<tr>
      <th scope="row">${name === unnamed ? 'not named' : name}</th>
      <td>${drawBar(share, wanted, answerers.find((one) => one.name === name)?.colour ?? '')}</td>
      <td class="number">${percent(share)}<span class="soft">${wordCount(count, 'answer')}</span></td>
      ${expected === null ? null : html`<td class="number">${wanted === undefined ? 'none' : percent(wanted)}</td>`}
    </tr>`;
  });
  return renderTable(
    ['server', 'share', { number: 'found' }, ...(expected === null ? [] : [{ number: 'expected' }])],
    rows,
    { caption: html`Answers by real server${expected === null ? null : ', the line is what the scheduler promises'}` },
  );
}

/** @returns what each server was to get, answered, and was sent by the kernel's counters, side by side. */
export function renderMeasuredShares(shares: MeasuredShares, answerers: readonly Answerer[]): Html {
  const { scheduler, expected, answered, counted, others } = shares;
  const seen = counted ?? answered ?? {};
  const partOf = (counts: Readonly<Record<string, number>>, name: string) =>
    (counts[name] ?? 0) / Math.max(1, sum(Object.values(counts)));
  const cell = (counts: Readonly<Record<string, number>> | null, name: string) =>
    html`<td class="number">${counts === null ? 'not known' : (counts[name] ?? 0)}</td>`;
  const rows = serversOf(shares).map((name) => {
    const colour = answerers.find((one) => one.name === name)?.colour ?? '';
    return html`<tr>
      <th scope="row">
        ${name === unnamed ? 'not named' : name}
        ${drawBar(partOf(seen, name), expected === null ? undefined : partOf(expected, name), colour)}
      </th>
      ${cell(expected, name)} ${cell(answered, name)} ${cell(counted, name)}
    </tr>`;
  });
  const foreign =
    others === null || others <= 0 ? null : `, ${wordCount(others, 'connection')} of others among the counted`;
  return renderTable(['server', { number: 'expected' }, { number: 'answered' }, { number: 'counted' }], rows, {
    caption: html`Shares under
    ${scheduler}${expected === null ? null : ', the line is what its simulation gives'}${foreign}`,
  });
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}

function drawBar(share: number, wanted: number | undefined, colour: string): Html {
  const line =
    wanted === undefined
      ? null
      : html`<line class="expected" x1="${percent(wanted)}" x2="${percent(wanted)}" y1="0" y2="18" />`;
  return html`<svg class="bar" aria-hidden="true">
    <rect class="whole" y="3" width="100%" height="12" />
    <rect class="${colour}" y="3" width="${percent(share)}" height="12" />
    ${line}
  </svg>`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
