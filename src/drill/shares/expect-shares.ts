import type { VirtualService } from '../../cluster/cluster.ts';
import { promisedBy, type Promised } from '../../scheduler/promise-of.ts';
import { simulate } from '../../scheduler/simulate.ts';
import { wantedServers, type KernelTable } from './kernel-table.ts';
import { roundFor } from './plan-sample.ts';

/** What the simulation of a service's scheduler says of a sample. */
export interface Expected {
  readonly promised: Promised;
  /** The server of each request; null where only shares are promised, or nothing. */
  readonly targets: readonly (string | null)[] | null;
  /** How many each server gets, those with none too; null where that cannot be known. */
  readonly counts: Readonly<Record<string, number>> | null;
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
): Expected {
  const promised = promisedBy(service.scheduler);
  const servers = wantedServers(service, table);
  const earlier = servers.reduce((sum, { active, inactive }) => sum + active + inactive, 0);
  if (promised === 'rounds') return { promised, targets: null, counts: sharesOf(service, sources.length), earlier };
  const arrivals = { sources, destination: service.address, kernel, stay: 'until the next' } as const;
  const chosen = simulate(service.scheduler, servers, arrivals);
  const counts =
    chosen === null
      ? null
      : Object.fromEntries(servers.map(({ name }) => [name, chosen.filter((one) => one === name).length]));
  const isTarget = promised === 'known' || promised === 'known per source';
  return { promised, targets: isTarget ? chosen : null, counts, earlier };
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
