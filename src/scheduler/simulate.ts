import type { Scheduler, SchedulerFlag } from '../cluster/cluster.ts';
import { fallBackOfSource, hashOf, serverOfDestination, serverOfSource } from './hash-table.ts';
import {
  failOver,
  leastConnections,
  leastWeightedConnections,
  neverQueue,
  overflow,
  shortestDelay,
} from './least-loaded.ts';
import { localityBased, localityBasedReplicated, type Cached } from './locality.ts';
import type { TableServer } from './table-server.ts';
import { firstWeightedTurn, takeTurn, takeWeightedTurn, type Turn } from './take-turns.ts';

/** Connections that come one after the other, and what a scheduler knows of them. */
export interface Arrivals {
  /** The address of each one's client. */
  readonly sources: readonly string[];
  /** The virtual service's address. */
  readonly destination: string;
  /** What `uname -r` says of the director: kernels hash addresses in different ways. */
  readonly kernel: string;
  /** Whether each has ended before the next one comes, all stay open, or none is remembered (one-packet scheduling). */
  readonly stay: 'until the next' | 'open' | 'forgotten';
  readonly flags?: readonly SchedulerFlag[];
  /** What lblc and lblcr have in mind for the destination already. */
  readonly cached?: Cached;
}

type Choose = (servers: readonly TableServer[], source: string) => TableServer | null;

/**
 * @param servers in the order of the kernel's list (`ipvsadm -Ln --nosort`), with the connections that they have already.
 * @returns the server of each connection by its name, null where it is refused; null for schedulers whose choice hangs on
 * chance (twos, a hash with the port), on a table that kernels make in different ways (mh) or on a past that is not given
 * (lblc, lblcr).
 */
export function simulate(
  scheduler: Scheduler,
  servers: readonly TableServer[],
  arrivals: Arrivals,
): readonly (string | null)[] | null {
  const choose = chooserOf(scheduler, servers, arrivals);
  if (choose === null) return null;
  let table = servers;
  return arrivals.sources.map((source) => {
    const chosen = choose(table, source);
    table = table.map((server) => (server.name === chosen?.name ? withOneMore(server, arrivals.stay) : server));
    return chosen?.name ?? null;
  });
}

function chooserOf(
  scheduler: Scheduler,
  servers: readonly TableServer[],
  { destination, kernel, flags = [], cached }: Arrivals,
): Choose | null {
  if (flags.some((flag) => flag.endsWith('-port'))) return null;
  switch (scheduler) {
    case 'rr':
      return inTurns(takeTurn, { last: -1, weight: 0 });
    case 'wrr':
      return inTurns(takeWeightedTurn, firstWeightedTurn(servers));
    case 'lc':
      return leastConnections;
    case 'wlc':
      return leastWeightedConnections;
    case 'sed':
      return shortestDelay;
    case 'nq':
      return neverQueue;
    case 'fo':
      return failOver;
    case 'ovf':
      return overflow;
    case 'sh': {
      const hash = hashOf(kernel);
      const find = flags.includes('sh-fallback') ? fallBackOfSource : serverOfSource;
      return (table, source) => find(table, source, hash);
    }
    case 'dh': {
      const hash = hashOf(kernel);
      return (table) => serverOfDestination(table, destination, hash);
    }
    case 'mh':
    case 'twos':
      return null;
    case 'lblc':
      return cached === undefined ? null : byLocality(localityBased, cached);
    case 'lblcr':
      return cached === undefined ? null : byLocality(localityBasedReplicated, cached);
  }
}

function byLocality(choose: typeof localityBased, first: Cached): Choose {
  let cached = first;
  return (servers) => {
    const choice = choose(servers, cached);
    cached = choice.cached;
    return choice.chosen;
  };
}

function inTurns(take: (servers: readonly TableServer[], turn: Turn) => Turn | null, first: Turn): Choose {
  let turn = first;
  return (servers) => {
    const next = take(servers, turn);
    if (next === null) return null;
    turn = next;
    return servers[next.last] ?? null;
  };
}

/** A connection is active while it is established, and inactive before and after (`set_tcp_state` of ip_vs_proto_tcp.c). */
function withOneMore(server: TableServer, stay: Arrivals['stay']): TableServer {
  if (stay === 'forgotten') return server;
  return stay === 'open' ? { ...server, active: server.active + 1 } : { ...server, inactive: server.inactive + 1 };
}
