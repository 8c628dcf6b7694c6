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

/** @returns what came in a second; null where a counter went back: the table was made anew, or set to zero. */
export function rateBetween(before: Figures, now: Figures, seconds: number): Figures | null {
  const names = Object.keys(now) as (keyof Figures)[];
  if (seconds <= 0 || names.some((name) => now[name] < before[name])) return null;
  const rate = (name: keyof Figures) => (now[name] - before[name]) / seconds;
  return {
    connections: rate('connections'),
    packetsIn: rate('packetsIn'),
    packetsOut: rate('packetsOut'),
    bytesIn: rate('bytesIn'),
    bytesOut: rate('bytesOut'),
  };
}
