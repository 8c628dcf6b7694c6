import type { Cluster, ForwardingMethod, RealServer, Vip } from '../cluster/cluster.ts';
import { canonicalAddress } from '../cluster/address.ts';

// With NAT the director rewrites the address: a real server never sees the VIP.
const methodsWithVip: readonly ForwardingMethod[] = ['dr', 'tun'];

/** @returns the VIPs that a real server must hold itself, because it answers for them directly. */
export function vipsHeldBy(cluster: Cluster, realServer: string): readonly Vip[] {
  return cluster.vips.filter(({ address }) =>
    cluster.virtualServices.some(
      (service) =>
        canonicalAddress(service.address) === canonicalAddress(address) &&
        methodsWithVip.includes(service.method) &&
        service.realServers.some(({ name }) => name === realServer),
    ),
  );
}

/** @returns the real servers that must hold at least one VIP. */
export function serversWithVip(cluster: Cluster): readonly RealServer[] {
  return cluster.realServers.filter(({ name }) => vipsHeldBy(cluster, name).length > 0);
}
