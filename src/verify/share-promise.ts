import type { Destination, VirtualService } from '../cluster/cluster.ts';
import { roundOf } from '../scheduler/round.ts';

/** What a scheduler promises about who answers requests that come one after the other. */
export type SharePromise =
  /** In every `round` requests each server answers its part, whatever came before. */
  | { readonly kind: 'shares'; readonly parts: ReadonlyMap<string, number>; readonly round: number }
  /** Each server with a weight is used, in no exact share. */
  | { readonly kind: 'all used' }
  /** One source address always meets the same server; with a prefix for persistence, all addresses that have it. */
  | { readonly kind: 'one per source' }
  /** All requests to one destination address meet the same server, the named one if there is a name. */
  | { readonly kind: 'one'; readonly name: string | null }
  | { readonly kind: 'none' };

/** @returns what the service's scheduler promises (ipvsadm(8); net/netfilter/ipvs of the kernel). */
export function promiseOf(service: VirtualService): SharePromise {
  const { scheduler, schedulerFlags, realServers } = service;
  // Whoever shares his first bits with another one is sent where that one is.
  if (service.persistencePrefix !== null) return { kind: 'one per source' };
  const inService = realServers.filter(({ weight }) => weight > 0);
  switch (scheduler) {
    case 'rr':
      return sharesOf(inService.map(({ name }) => ({ name, weight: 1 })));
    case 'wrr':
      return sharesOf(inService);
    case 'lc':
    case 'wlc':
    case 'sed':
    case 'nq':
    case 'twos':
      return { kind: 'all used' };
    case 'sh':
    case 'mh':
      // With the port in the hash each connection is another one.
      return schedulerFlags.some((flag) => flag.endsWith('-port')) ? { kind: 'all used' } : { kind: 'one per source' };
    case 'dh':
      return { kind: 'one', name: null };
    case 'fo':
      return { kind: 'one', name: heaviest(inService)?.name ?? null };
    case 'lblc':
    case 'lblcr':
    case 'ovf':
      return { kind: 'none' };
  }
}

function sharesOf(servers: Parameters<typeof roundOf>[0]): SharePromise {
  const { parts, length } = roundOf(servers);
  return { kind: 'shares', parts, round: length };
}

function heaviest(servers: readonly Destination[]): Destination | undefined {
  return servers.reduce<Destination | undefined>(
    (best, server) => (best === undefined || server.weight > best.weight ? server : best),
    undefined,
  );
}
