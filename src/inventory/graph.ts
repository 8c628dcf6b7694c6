import type { Inventory } from './inventory.ts';
import { roleGroups } from './pattern.ts';

/** Which hosts are in what, by their names. */
export interface InventoryGraph {
  readonly clusters: readonly {
    readonly name: string;
    readonly roles: Readonly<Record<(typeof roleGroups)[number], readonly string[]>>;
  }[];
  /** Those that the inventory makes itself. */
  readonly groups: readonly { readonly name: string; readonly hosts: readonly string[] }[];
  /** Hosts of no cluster. */
  readonly outside: readonly string[];
}

export function graphOf({ hosts, clusters }: Pick<Inventory, 'hosts' | 'clusters'>): InventoryGraph {
  const clusterNames = clusters.map(({ name }) => name);
  const own = new Set<string>([...roleGroups, ...clusterNames]);
  const named = (members: readonly { readonly name: string }[]) => members.map(({ name }) => name);
  const groups = [...new Set(hosts.flatMap((host) => host.groups))].filter((group) => !own.has(group));
  return {
    clusters: clusters.map(({ name, directors, realServers, clients }) => ({
      name,
      roles: { directors: named(directors), realServers: named(realServers), clients: named(clients) },
    })),
    groups: groups.map((name) => ({ name, hosts: named(hosts.filter((host) => host.groups.includes(name))) })),
    outside: named(hosts.filter((host) => !host.groups.some((group) => clusterNames.includes(group)))),
  };
}
