import { leastWeightedConnections } from './least-loaded.ts';
import type { TableServer } from './table-server.ts';

/** What lblc and lblcr keep for a destination: the names of the servers that they sent to before. */
export type Cached = readonly string[];

/** A choice, and what is kept after it. */
export interface LocalChoice {
  readonly chosen: TableServer | null;
  readonly cached: Cached;
}

/** @returns the server that had the destination before, until it has more than its weight and another less than half of its own (ip_vs_lblc.c). */
export function localityBased(servers: readonly TableServer[], cached: Cached): LocalChoice {
  const kept = servers.find(({ name, weight }) => cached.includes(name) && weight > 0);
  if (kept !== undefined && !isOverloaded(kept, servers)) return { chosen: kept, cached };
  const chosen = leastWeightedConnections(servers);
  return { chosen, cached: chosen === null ? cached : [chosen.name] };
}

/** The same with a set of servers, of which the least loaded is taken, and which grows when that one has too much (ip_vs_lblcr.c). */
export function localityBasedReplicated(servers: readonly TableServer[], cached: Cached): LocalChoice {
  const kept = leastWeightedConnections(servers.filter(({ name }) => cached.includes(name)));
  if (kept !== null && !isOverloaded(kept, servers)) return { chosen: kept, cached };
  const chosen = leastWeightedConnections(servers);
  return { chosen, cached: chosen === null ? cached : [...new Set([...cached, chosen.name])] };
}

/** `is_overloaded` of both. */
function isOverloaded({ active, weight }: TableServer, servers: readonly TableServer[]): boolean {
  return active > weight && servers.some((one) => one.active * 2 < one.weight);
}

/** @returns all that may be kept from before; of many servers only single ones, and none. */
export function possibleCaches(servers: readonly TableServer[], isSet: boolean): readonly Cached[] {
  const names = servers.map(({ name }) => name);
  const single = [[], ...names.map((name) => [name])];
  if (!isSet || names.length > 6) return single;
  return names.reduce<Cached[]>((sets, name) => [...sets, ...sets.map((set) => [...set, name])], [[]]);
}
