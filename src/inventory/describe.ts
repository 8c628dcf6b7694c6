import type { DescribedHost } from './access.ts';
import { type Layer, settle } from './levels.ts';
import { checkNames } from './names.ts';
import { roleGroups } from './pattern.ts';
import { type Path, type Report, formatPath } from './problem.ts';
import type { HostLevel, InventorySettings } from './schema.ts';

/** A host, all that the file says of it at all of its places. */
export interface Description extends DescribedHost {
  readonly groups: readonly string[];
}

/** One place where a host stands: in a role of a cluster, or under `hosts`. */
interface Appearance {
  readonly name: string;
  readonly path: Path;
  readonly settings: HostLevel & { readonly address?: string | undefined };
  /** The cluster and the role; none under `hosts`. */
  readonly cluster?: string;
  readonly role?: (typeof roleGroups)[number];
}

/** Gathers the hosts of all clusters, then those outside of any, each with the settings that reach it. */
export function describeHosts(inventory: InventorySettings, report: Report): Description[] {
  const appearances = findAppearances(inventory);
  const names = [...new Set(appearances.map(({ name }) => name))];
  checkNames(inventory, new Map(appearances.toReversed().map(({ name, path }) => [name, path])), report);
  return names.map((name) => {
    const own = appearances.filter((appearance) => appearance.name === name);
    const clusters = [...new Set(own.flatMap(({ cluster }) => cluster ?? []))];
    const groups = Object.entries(inventory.groups).filter(([, group]) => group.hosts.includes(name));
    const levels: Layer[][] = [
      [{ path: ['defaults'], settings: inventory.defaults }],
      clusters.map((cluster) => ({ path: ['clusters', cluster], settings: inventory.clusters[cluster] ?? {} })),
      groups.map(([group, settings]) => ({ path: ['groups', group], settings })),
      own,
    ];
    const settlement = settle(levels);
    for (const { first, second } of settlement.conflicts) {
      report(
        second,
        `differs from ${formatPath(first)}, and both are for ${name}; expected one value, or one on the host itself`,
      );
    }
    checkParts(name, own, report);
    const roles = own.flatMap(({ role }) => role ?? []);
    return {
      name,
      address: addressOf(name, own, report),
      path: own[0]?.path ?? [],
      settlement,
      groups: [...new Set([...roles, ...clusters, ...groups.map(([group]) => group)])],
    };
  });
}

function findAppearances({ clusters, hosts }: InventorySettings): Appearance[] {
  const inClusters = Object.entries(clusters).flatMap(([cluster, settings]) =>
    roleGroups.flatMap((role) =>
      Object.entries(settings[role]).map(([name, member]) => ({
        name,
        path: ['clusters', cluster, role, name],
        settings: member,
        cluster,
        role,
      })),
    ),
  );
  const alone = Object.entries(hosts).map(([name, settings]) => ({ name, path: ['hosts', name], settings }));
  return [...inClusters, ...alone];
}

/** A host has one part in a cluster, and directs one cluster at most. */
function checkParts(name: string, own: readonly Appearance[], report: Report): void {
  for (const [index, { cluster, role, path }] of own.entries()) {
    if (cluster === undefined) continue;
    const before = own.slice(0, index);
    const other = before.find((appearance) => appearance.cluster === cluster);
    if (other?.role !== undefined) {
      report(path, `${name} is one of the ${other.role} of this cluster already; expected one part for each host`);
    }
    const directed = before.find((appearance) => appearance.role === 'directors' && appearance.cluster !== cluster);
    if (role === 'directors' && directed?.cluster !== undefined) {
      const message = `${name} directs the cluster ${directed.cluster} already, and a host has one keepalived.conf; expected all of its VIPs in one cluster`;
      report(path, message);
    }
  }
}

function addressOf(name: string, own: readonly Appearance[], report: Report): string {
  const addressed = own.flatMap(({ path, settings }) =>
    settings.address === undefined ? [] : [{ path, address: settings.address }],
  );
  const [first, ...others] = addressed;
  for (const { path, address } of others) {
    if (first === undefined || address === first.address) continue;
    const message = `found ${address} for ${name}; expected ${first.address} as ${formatPath(first.path)} has it (ssh.address is for reaching a host at another address)`;
    report([...path, 'address'], message);
  }
  return first?.address ?? name;
}
