import type { Path, Report } from '../inventory/problem.ts';
import { canonicalAddress, familyOf } from './address.ts';
import type { Cluster } from './cluster.ts';
import { overlap } from './network.ts';
import { nameOfService } from './service-name.ts';

/**
 * What clusters must not share; each fault is reported at the later of the two.
 * @param outside hosts outside of any cluster, whose addresses no VIP may have either.
 */
export function validateTogether(clusters: readonly Cluster[], outside: readonly Addressed[], report: Report): void {
  validateHostAddresses(clusters, report);
  validateFloating(clusters, outside, report);
  for (const [index, cluster] of clusters.entries()) {
    for (const other of clusters.slice(0, index)) {
      validateVirtualRouterIds(cluster, other, report);
      validateSharedServers(cluster, other, report);
      validateSharedRoutes(cluster, other, report);
    }
  }
}

export interface Addressed {
  readonly host: string;
  readonly address: string;
}

interface Placed extends Addressed {
  readonly path: Path;
}

function placeMembers(clusters: readonly Cluster[]): Placed[] {
  return clusters.flatMap((cluster) =>
    (['directors', 'realServers', 'clients'] as const).flatMap((role) =>
      cluster[role].flatMap(({ name, address, address6 }) => {
        const place = (key: string, of: string) => ({
          host: name,
          address: of,
          path: ['clusters', cluster.name, role, name, key],
        });
        return [place('address', address), ...(address6 === null ? [] : [place('address6', address6)])];
      }),
    ),
  );
}

function validateHostAddresses(clusters: readonly Cluster[], report: Report): void {
  const owners = new Map<string, string>();
  for (const { host, address, path } of placeMembers(clusters)) {
    const owner = owners.get(address) ?? host;
    owners.set(address, owner);
    if (owner !== host)
      report(path, `found ${address} for ${host}, which is the address of ${owner}; expected another for each host`);
  }
}

interface Floating {
  readonly address: string;
  /** `a VIP of the cluster web`. */
  readonly what: string;
  readonly path: Path;
}

/** What moves between directors: VIPs and gateways. */
function placeFloating(clusters: readonly Cluster[]): Floating[] {
  return clusters.flatMap(({ name, vips, inside }) => [
    ...vips.map(({ address }, index) => ({
      address,
      what: `a VIP of the cluster ${name}`,
      path: ['clusters', name, 'vips', index, 'address'],
    })),
    ...(['gateway', 'gateway6'] as const).flatMap((key) => {
      const address = inside?.[key] ?? null;
      const path = ['clusters', name, 'inside', key];
      return address === null ? [] : [{ address, what: `a gateway of the cluster ${name}`, path }];
    }),
  ]);
}

function validateFloating(clusters: readonly Cluster[], outside: readonly Addressed[], report: Report): void {
  const hosts = [
    ...placeMembers(clusters),
    ...outside.map(({ host, address }) => ({ host, address: canonicalAddress(address) })),
  ];
  const floating = placeFloating(clusters);
  for (const [position, { address, path }] of floating.entries()) {
    const owner = hosts.find((host) => host.address === address);
    if (owner !== undefined)
      report(
        path,
        `found ${address}, which is the address of ${owner.host}; expected an address that no host has of its own`,
      );
    const rival = floating.slice(0, position).find((other) => other.address === address);
    // Two VIPs of one cluster are told of where that cluster is looked at.
    if (rival === undefined || (rival.path[1] === path[1] && path[2] === 'vips')) continue;
    const once = path[2] === 'vips' ? 'each VIP in one cluster' : 'one of its own';
    report(path, `found ${address}, which is ${rival.what}; expected ${once}`);
  }
}

function validateVirtualRouterIds(cluster: Cluster, other: Cluster, report: Report): void {
  if (cluster.vrrp === null || cluster.vrrp.virtualRouterId !== other.vrrp?.virtualRouterId) return;
  const theirs = networksOf(other);
  const shared = networksOf(cluster).flatMap((mine) => theirs.filter((network) => overlap(mine, network)));
  const [network] = shared;
  if (network === undefined) return;
  const message = `found ${cluster.vrrp.virtualRouterId}, which the cluster ${other.name} has on the same segment (${network}); expected another, or the directors of both elect one master`;
  report(['clusters', cluster.name, 'vrrp', 'virtualRouterId'], message);
}

function networksOf({ segment, segment6, inside }: Cluster): readonly string[] {
  return [segment, segment6, inside?.network, inside?.network6].filter((network) => network != null);
}

function validateSharedServers(cluster: Cluster, other: Cluster, report: Report): void {
  const shared = cluster.realServers.find(({ name }) => other.realServers.some((server) => server.name === name));
  if (shared === undefined) return;
  for (const [index, { realServerLabel }] of cluster.vips.entries()) {
    if (realServerLabel === null || !other.vips.some((vip) => vip.realServerLabel === realServerLabel)) continue;
    const message = `found ${realServerLabel}, which a VIP of the cluster ${other.name} has on ${shared.name} too; expected another`;
    report(['clusters', cluster.name, 'vips', index, 'realServerLabel'], message);
  }
}

/** A real server of NAT has one default route, and thereby one cluster in each family. */
function validateSharedRoutes(cluster: Cluster, other: Cluster, report: Report): void {
  for (const [index, service] of cluster.virtualServices.entries()) {
    for (const { name } of service.realServers) {
      const rival = other.virtualServices.find(
        (one) =>
          familyOf(one.address) === familyOf(service.address) &&
          (one.method === 'nat' || service.method === 'nat') &&
          one.realServers.some((server) => server.name === name),
      );
      if (rival === undefined) continue;
      const message = `${name} serves ${nameOfService(rival)} in the cluster ${other.name} by ${rival.method.toUpperCase()}, and this by ${service.method.toUpperCase()}; expected NAT in one cluster alone, as it makes that one's directors the default route`;
      report(['clusters', cluster.name, 'virtualServices', index, 'realServers', name], message);
    }
  }
}
