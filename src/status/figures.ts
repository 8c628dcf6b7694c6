import { canonicalAddress } from '../cluster/address.ts';
import type { Figures } from './status.ts';

/** Figures by what they are of: {@link figureKey}. */
export type FigureTable = ReadonlyMap<string, Figures>;

/** @returns the key of a service, or of a server in it. */
export function figureKey(service: string, server?: { readonly address: string; readonly port: number }): string {
  return server === undefined ? service : `${service} ${server.address} ${server.port}`;
}

const line =
  /^(?:(TCP|UDP|SCTP) +(\S+):(\d+)|FWM +(\d+)( IPv6)?| +-> (\S+):(\d+)) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) *$/gm;

/**
 * @param text what `ipvsadm -Ln --exact` prints with `--stats` or `--rate` (ipvsadm(8)): five numbers behind each line.
 * @param nameOf names a service as the table does.
 */
export function parseFigures(
  text: string,
  nameOf: (protocol: string, address: string, port: number) => string,
): FigureTable {
  const figures = new Map<string, Figures>();
  let service = '';
  for (const [, protocol, vip = '', port, mark, six = '', server = '', of, ...numbers] of text.matchAll(line)) {
    if (protocol !== undefined) service = nameOf(protocol, plain(vip), Number(port));
    else if (mark !== undefined) service = `FWM ${mark}${six}`;
    const isServer = protocol === undefined && mark === undefined;
    const key = figureKey(service, isServer ? { address: plain(server), port: Number(of) } : undefined);
    const [connections = 0, packetsIn = 0, packetsOut = 0, bytesIn = 0, bytesOut = 0] = numbers.map(Number);
    figures.set(key, { connections, packetsIn, packetsOut, bytesIn, bytesOut });
  }
  return figures;
}

function plain(address: string): string {
  return canonicalAddress(address.replace(/^\[(.*)\]$/, '$1'));
}

/** The figures of one service or server, as one look saw them. */
export interface Sample {
  /** Seconds. */
  readonly uptime: number;
  readonly figures: Figures;
}

/** The kernel adds its counters up every 2 s (net/netfilter/ipvs/ip_vs_est.c): two looks in between see the same. */
const tick = 2;

/**
 * @param samples the oldest first.
 * @returns what came in a second, from a look that saw the figures move to another one that did; null where too little was
 * seen. A counter that went back belongs to a table made anew, or set to zero: what was before it does not count.
 */
export function rateOver(samples: readonly Sample[]): Figures | null {
  const anew = samples.findLastIndex((sample, index) => index > 0 && isBack(samples[index - 1], sample));
  const seen = samples.slice(Math.max(0, anew));
  const [oldest, newest] = [seen[0], seen.at(-1)];
  if (oldest === undefined || newest === undefined) return null;
  const moves = seen.filter((sample, index) => index > 0 && isMoved(seen[index - 1], sample));
  const last = moves.at(-1) ?? oldest;
  if (newest.uptime - last.uptime >= 2 * tick) return { ...nothing };
  const [first = last] = moves;
  if (first !== last) return rateBetween(first, last);
  // With looks so far apart that every one of them sees them move, the one before is as good.
  const before = seen[seen.indexOf(last) - 1];
  return before !== undefined && last.uptime - before.uptime >= 2 * tick ? rateBetween(before, last) : null;
}

const nothing: Figures = { connections: 0, packetsIn: 0, packetsOut: 0, bytesIn: 0, bytesOut: 0 };
const names = Object.keys(nothing) as (keyof Figures)[];

function isBack(before: Sample | undefined, { figures }: Sample): boolean {
  return before !== undefined && names.some((name) => figures[name] < before.figures[name]);
}

function isMoved(before: Sample | undefined, { figures }: Sample): boolean {
  return before !== undefined && names.some((name) => figures[name] !== before.figures[name]);
}

function rateBetween(before: Sample, now: Sample): Figures {
  const rate = (name: keyof Figures) => (now.figures[name] - before.figures[name]) / (now.uptime - before.uptime);
  return {
    connections: rate('connections'),
    packetsIn: rate('packetsIn'),
    packetsOut: rate('packetsOut'),
    bytesIn: rate('bytesIn'),
    bytesOut: rate('bytesOut'),
  };
}
