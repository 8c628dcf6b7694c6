import type { TableServer } from './table-server.ts';

/** An active connection counts as 256 others (`ip_vs_dest_conn_overhead` of include/net/ip_vs.h). */
function overheadOf({ active, inactive }: TableServer): number {
  return active * 256 + inactive;
}

/** @returns the server with the fewest connections, the first of equals (ip_vs_lc.c). */
export function leastConnections(servers: readonly TableServer[]): TableServer | null {
  return least(servers, (one, best) => overheadOf(one) < overheadOf(best));
}

/** The same a unit of weight (ip_vs_wlc.c). */
export function leastWeightedConnections(servers: readonly TableServer[]): TableServer | null {
  return least(servers, (one, best) => overheadOf(best) * one.weight > overheadOf(one) * best.weight);
}

/** @returns the server with the shortest queue a unit of weight, the new connection counted too (ip_vs_sed.c). */
export function shortestDelay(servers: readonly TableServer[]): TableServer | null {
  return least(servers, (one, best) => (best.active + 1) * one.weight > (one.active + 1) * best.weight);
}

/** @returns the first server without an active connection, whatever its weight; else as `shortestDelay` (ip_vs_nq.c). */
export function neverQueue(servers: readonly TableServer[]): TableServer | null {
  return servers.find(({ weight, active }) => weight > 0 && active === 0) ?? shortestDelay(servers);
}

/** @returns the server with the highest weight, the first of equals (ip_vs_fo.c). */
export function failOver(servers: readonly TableServer[]): TableServer | null {
  return least(servers, (one, best) => one.weight > best.weight);
}

/** The same among those that have no more active connections than their weight says (ip_vs_ovf.c). */
export function overflow(servers: readonly TableServer[]): TableServer | null {
  return failOver(servers.filter(({ weight, active }) => active <= weight));
}

/** Goes through the table in its order; a weight of 0 takes a server out of service. */
function least(
  servers: readonly TableServer[],
  isBetter: (one: TableServer, best: TableServer) => boolean,
): TableServer | null {
  return servers
    .filter(({ weight }) => weight > 0)
    .reduce<TableServer | null>((best, one) => (best === null || isBetter(one, best) ? one : best), null);
}
