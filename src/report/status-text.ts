import { escapeLine } from '../escape.ts';
import type {
  ClusterStatus,
  DirectorStatus,
  Figures,
  InstanceStatus,
  ServerStatus,
  ServiceStatus,
} from '../status/status.ts';
import { paint } from './paint.ts';
import { renderColumns } from './table-text.ts';
import { wordRate, wordSize } from './wording.ts';

interface Shown {
  readonly colour: boolean;
}

/** @returns who has the VIPs, what keepalived says, and the table of whoever has them, for a person. */
export function renderStatus(clusters: readonly ClusterStatus[], shown: Shown): string {
  return clusters.map((cluster) => renderCluster(cluster, shown)).join('\n');
}

function renderCluster({ cluster, addresses, directors }: ClusterStatus, shown: Shown): string {
  const { bold, dim, red } = paint(shown.colour);
  const rows = directors.map((director) => [director.name, ...stateOf(director), holdsOf(director)]);
  const [head = '', ...lines] = renderColumns([['director', 'VRRP', 'priority', 'holds'], ...rows], { right: [2] })
    .trimEnd()
    .split('\n');
  const painted = lines.map((line, index) => paintDirector(directors[index], line, shown));
  // Nobody serves: what all of them have in their tables tells why.
  const holders = directors.filter(({ holds }) => holds.length > 0);
  const serving = (holders.length > 0 ? holders : directors).filter(({ silence }) => silence === null);
  return [
    bold(`cluster ${escapeLine(cluster)}`),
    dim(head),
    ...painted,
    ...addresses.flatMap(({ address, holders }) => {
      if (holders.length === 1) return [];
      return [red(wordHolders(address, holders, directors))];
    }),
    ...serving.flatMap((director) => ['', ...renderTable(director, shown)]),
    '',
  ].join('\n');
}

/** Who does not answer may hold it all the same. */
function wordHolders(
  address: string,
  [first, ...others]: readonly string[],
  directors: readonly DirectorStatus[],
): string {
  if (first !== undefined) return `${first} and ${others.join(', ')} have ${address}`;
  return directors.every(({ silence }) => silence === null)
    ? `nobody has ${address}`
    : `nobody who answers has ${address}`;
}

function stateOf({ silence, vrrp }: DirectorStatus): readonly [state: string, priority: string] {
  if (silence !== null) return ['no answer', ''];
  if (vrrp === null) return ['–', ''];
  return [wordStates(vrrp), [...new Set(vrrp.map(({ priority }) => String(priority ?? '–')))].join(', ')];
}

/** One word where all instances agree, as they do in a sync group. */
function wordStates(vrrp: readonly InstanceStatus[]): string {
  const states = [...new Set(vrrp.map(({ state }) => state))];
  if (states.length === 1) return escapeLine(states.join(''));
  return vrrp.map(({ instance, state }) => `${instance} ${escapeLine(state)}`).join(', ');
}

function holdsOf({ silence, holds }: DirectorStatus): string {
  return silence === null ? holds.join(', ') || '–' : escapeLine(silence);
}

function paintDirector(director: DirectorStatus | undefined, line: string, { colour }: Shown): string {
  const { green, red, yellow } = paint(colour);
  if (director === undefined) return line;
  if (director.silence !== null) return red(line);
  if (director.vrrp?.some(({ state }) => state !== 'MASTER' && state !== 'BACKUP') === true) return yellow(line);
  return director.holds.length > 0 ? green(line) : line;
}

const heading = ['', 'via', 'weight', 'active', 'idle', 'new/s', 'in/s', 'total', 'out/s'];

function renderTable({ name, services, tableProblem }: DirectorStatus, shown: Shown): readonly string[] {
  const { bold, dim, red } = paint(shown.colour);
  if (services === null) return [red(`the table of ${name} cannot be read: ${escapeLine(tableProblem ?? '')}`)];
  if (services.length === 0) return [`the table of ${name} is empty`];
  const rows = services.flatMap((service) => [
    { cells: serviceCells(service), paint: service.scheduler === null ? red : bold },
    ...service.servers.map((server) => ({ cells: serverCells(server), paint: paintServer(server, shown) })),
  ]);
  // Only with NAT do the answers come back through the director.
  const hasAnswers = services.some(({ total, rates }) => (total?.bytesOut ?? rates?.bytesOut ?? 0) > 0);
  const columns = [heading, ...rows.map(({ cells }) => cells)].map((cells) =>
    hasAnswers ? cells : cells.slice(0, -1),
  );
  const [head = '', ...lines] = renderColumns(columns, { right: [2, 3, 4, 5, 6, 7, 8] })
    .trimEnd()
    .split('\n');
  const title = `on ${name}`;
  return [dim(title + head.slice(title.length)), ...lines.map((line, index) => rows[index]?.paint(line) ?? line)];
}

function serviceCells({ name, scheduler, isKnown, rates, total }: ServiceStatus): readonly string[] {
  const way = scheduler === null ? 'missing' : `${escapeLine(scheduler)}${isKnown ? '' : ', not in the inventory'}`;
  return [name, way, '', '', '', ...figureCells(rates, total)];
}

function serverCells({
  name,
  place,
  forward,
  weight,
  wanted,
  active,
  inactive,
  rates,
  total,
}: ServerStatus): readonly string[] {
  const who = `  ${name ?? 'not in the inventory'}  ${place}`;
  if (weight === null) return [who, 'out', `0/${wanted ?? '?'}`, '', '', ...figureCells(null, null)];
  // Another weight than the one of the inventory stands beside it.
  const weighs = wanted === null || wanted === weight ? String(weight) : `${weight}/${wanted}`;
  return [who, forward ?? '', weighs, String(active), String(inactive), ...figureCells(rates, total)];
}

function figureCells(rates: Figures | null, total: Figures | null): readonly string[] {
  const word = (of: (rates: Figures) => string) => (rates === null ? '' : of(rates));
  return [
    word(({ connections }) => wordRate(connections)),
    word(({ bytesIn }) => wordSize(bytesIn)),
    total === null ? '' : String(total.connections),
    word(({ bytesOut }) => wordSize(bytesOut)),
  ];
}

function paintServer({ name, weight, wanted }: ServerStatus, { colour }: Shown): (text: string) => string {
  const { red, yellow } = paint(colour);
  if (weight === null || (weight === 0 && wanted !== 0)) return red;
  return name === null || (wanted !== null && weight !== wanted) ? yellow : (text) => text;
}
