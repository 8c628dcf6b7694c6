import type { Path, Report } from '../inventory/problem.ts';
import type { Cluster } from './cluster.ts';
import { overlap } from './network.ts';

/**
 * What clusters must not share; each fault is reported at the later of the two.
 * @param outside hosts outside of any cluster, whose addresses no VIP may have either.
 */
export function validateTogether(clusters: readonly Cluster[], outside: readonly Addressed[], report: Report): void {
  validateHostAddresses(clusters, report);
  validateVipOwners(clusters, outside, report);
  for (const [index, cluster] of clusters.entries()) {
    for (const other of clusters.slice(0, index)) {
      validateVirtualRouterIds(cluster, other, report);
      validateSharedServers(cluster, other, report);
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
      cluster[role].map(({ name, address }) => ({
        host: name,
        address,
        path: ['clusters', cluster.name, role, name, 'address'],
      })),
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

function validateVipOwners(clusters: readonly Cluster[], outside: readonly Addressed[], report: Report): void {
  const hosts: readonly Addressed[] = [...placeMembers(clusters), ...outside];
  for (const [position, cluster] of clusters.entries()) {
    for (const [index, { address }] of cluster.vips.entries()) {
      const path = ['clusters', cluster.name, 'vips', index, 'address'];
      const owner = hosts.find((host) => host.address === address);
      if (owner !== undefined)
        report(
          path,
          `found ${address}, which is the address of ${owner.host}; expected an address that no host has of its own`,
        );
      const rival = clusters.slice(0, position).find((other) => other.vips.some((vip) => vip.address === address));
      if (rival !== undefined)
        report(path, `found ${address}, which is a VIP of the cluster ${rival.name}; expected each VIP in one cluster`);
    }
  }
}

function validateVirtualRouterIds(cluster: Cluster, other: Cluster, report: Report): void {
  if (cluster.vrrp === null || cluster.vrrp.virtualRouterId !== other.vrrp?.virtualRouterId) return;
  if (!overlap(cluster.segment, other.segment)) return;
  const message = `found ${cluster.vrrp.virtualRouterId}, which the cluster ${other.name} has on the same segment (${other.segment}); expected another, or the directors of both elect one master`;
  report(['clusters', cluster.name, 'vrrp', 'virtualRouterId'], message);
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
