import type { VirtualService } from '../../cluster/cluster.ts';
import { possibleCaches } from '../../scheduler/locality.ts';
import { promisedFor, type Promised } from '../../scheduler/promise-of.ts';
import { simulate, type Arrivals } from '../../scheduler/simulate.ts';
import { wantedServers, type KernelTable } from './kernel-table.ts';
import type { Way } from './ways.ts';
import { roundFor } from './plan-sample.ts';

/** What the simulation of a service's scheduler says of a sample. */
export interface Expected {
  readonly promised: Promised;
  /** The server of each request; null where only shares are promised, or nothing. */
  readonly targets: readonly (string | null)[] | null;
  /** How many each server gets, those with none too; null where that cannot be known. */
  readonly counts: Readonly<Record<string, number>> | null;
  /** What else they may be, where the scheduler goes on from what cannot be known. */
  readonly alternatives: readonly Readonly<Record<string, number>>[];
  /** Connections of before that count in the scheduler's choice, and may be forgotten at any moment. */
  readonly earlier: number;
}

/**
 * Simulates with the weights that the inventory wants, in the order of the kernel's list and from the connections that it
 * counts at the beginning.
 * @param kernel what `uname -r` says on the director.
 */
export function expectShares(
  service: VirtualService,
  table: KernelTable,
  kernel: string,
  sources: readonly string[],
  way: Way = 'in turn',
): Expected {
  const promised = promisedFor(service);
  const servers = wantedServers(service, table);
  const earlier = servers.reduce((sum, { active, inactive }) => sum + active + inactive, 0);
  const base = { promised, targets: null, alternatives: [], earlier };
  if (promised === 'rounds') return { ...base, counts: sharesOf(service, sources.length) };
  if (promised === 'some per source') return { ...base, counts: null };
  const { scheduler, schedulerFlags: flags, address: destination } = service;
  const arrivals: Arrivals = { sources, destination, kernel, flags, stay: stayOf(service, way) };
  const count = (chosen: readonly (string | null)[] | null) =>
    chosen === null
      ? null
      : Object.fromEntries(servers.map(({ name }) => [name, chosen.filter((one) => one === name).length]));
  if (promised === 'one of several') {
    const caches = possibleCaches(servers, scheduler === 'lblcr');
    const all = caches
      .map((cached) => count(simulate(scheduler, servers, { ...arrivals, cached })))
      .filter((counts) => counts !== null);
    return { ...base, counts: all[0] ?? null, alternatives: all.slice(1) };
  }
  const chosen = simulate(scheduler, servers, arrivals);
  const isTarget = promised === 'known' || promised === 'known per source';
  return { ...base, targets: isTarget ? chosen : null, counts: count(chosen) };
}

/** A datagram is a connection that stays for minutes, if it is not scheduled as a packet alone (ip_vs_proto_udp.c). */
function stayOf({ protocol, onePacket }: VirtualService, way: Way): Arrivals['stay'] {
  if (onePacket) return 'forgotten';
  return way === 'held' || protocol === 'udp' ? 'open' : 'until the next';
}

/** @returns how many of the requests are sent before one would be refused: ovf takes no more than its weights. */
export function servedUntil(
  service: VirtualService,
  table: KernelTable,
  kernel: string,
  sources: readonly string[],
  way: Way,
): number {
  if (service.scheduler !== 'ovf') return sources.length;
  const servers = wantedServers(service, table);
  const stay = stayOf(service, way);
  const chosen = simulate('ovf', servers, { sources, destination: service.address, kernel, stay }) ?? [];
  const refused = chosen.indexOf(null);
  return refused === -1 ? sources.length : refused;
}

/** Where in its round the scheduler stands cannot be known: the average over all places where it may. */
function sharesOf(service: VirtualService, requests: number): Readonly<Record<string, number>> {
  const round = roundFor(service);
  return Object.fromEntries(
    service.realServers.map(({ name }) => {
      const share = ((round?.parts.get(name) ?? 0) * requests) / (round?.length || 1);
      return [name, Math.round(share * 10) / 10];
    }),
  );
}
