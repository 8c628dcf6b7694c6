import type { Destination, VirtualService } from '../cluster/cluster.ts';

/** What a scheduler promises about who answers requests that come one after the other. */
export type SharePromise =
  /** In every `round` requests each server answers its part, whatever came before. */
  | { readonly kind: 'shares'; readonly parts: ReadonlyMap<string, number>; readonly round: number }
  /** Each server with a weight is used, in no exact share. */
  | { readonly kind: 'all used' }
  /** One source address always meets the same server. */
  | { readonly kind: 'one per source' }
  /** All requests to one destination address meet the same server, the named one if there is a name. */
  | { readonly kind: 'one'; readonly name: string | null }
  | { readonly kind: 'none' };

/** @returns what the service's scheduler promises (ipvsadm(8); net/netfilter/ipvs of the kernel). */
export function promiseOf({ scheduler, realServers }: VirtualService): SharePromise {
  const inService = realServers.filter(({ weight }) => weight > 0);
  switch (scheduler) {
    case 'rr':
      return sharesOf(inService.map(({ name }) => [name, 1]));
    case 'wrr':
      return sharesOf(inService.map(({ name, weight }) => [name, weight]));
    case 'lc':
    case 'wlc':
    case 'sed':
    case 'nq':
    case 'twos':
      return { kind: 'all used' };
    case 'sh':
    case 'mh':
      return { kind: 'one per source' };
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

/** A round of wrr has each weight divided by the greatest common divisor of all (ip_vs_wrr.c). */
function sharesOf(weights: readonly (readonly [string, number])[]): SharePromise {
  const divisor = weights.reduce((common, [, weight]) => greatestCommonDivisor(common, weight), 0);
  const parts = new Map(weights.map(([name, weight]) => [name, weight / divisor]));
  return { kind: 'shares', parts, round: [...parts.values()].reduce((sum, part) => sum + part, 0) };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function heaviest(servers: readonly Destination[]): Destination | undefined {
  return servers.reduce<Destination | undefined>(
    (best, server) => (best === undefined || server.weight > best.weight ? server : best),
    undefined,
  );
}
