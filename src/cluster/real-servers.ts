import type { Cluster, ForwardingMethod, RealServer, Vip } from './cluster.ts';
import { canonicalAddress, familyOf } from './address.ts';
import { addressesOf } from './traffic.ts';

// With NAT the director rewrites the address: a real server never sees the VIP.
const methodsWithVip: readonly ForwardingMethod[] = ['dr', 'tun'];

/** @returns the VIPs that a real server must hold itself, because it answers for them directly. */
export function vipsHeldBy(cluster: Cluster, realServer: string): readonly Vip[] {
  return cluster.vips.filter(({ address }) =>
    cluster.virtualServices.some(
      (service) =>
        addressesOf(service).map(canonicalAddress).includes(canonicalAddress(address)) &&
        methodsWithVip.includes(service.method) &&
        service.realServers.some(({ name }) => name === realServer),
    ),
  );
}

/** @returns the real servers that must hold at least one VIP. */
export function serversWithVip(cluster: Cluster): readonly RealServer[] {
  return cluster.realServers.filter(({ name }) => vipsHeldBy(cluster, name).length > 0);
}

/** @returns by which methods the real server is sent to for a VIP. */
export function methodsFor(cluster: Cluster, realServer: string, vip: string): readonly ForwardingMethod[] {
  return cluster.virtualServices
    .filter((service) => addressesOf(service).map(canonicalAddress).includes(canonicalAddress(vip)))
    .filter(({ realServers }) => realServers.some(({ name }) => name === realServer))
    .map(({ method }) => method);
}

/** @returns the real servers that are in a service of that method. */
export function serversBy(cluster: Cluster, method: ForwardingMethod): readonly RealServer[] {
  return cluster.realServers.filter(({ name }) =>
    cluster.virtualServices.some(
      (service) => service.method === method && service.realServers.some((server) => server.name === name),
    ),
  );
}

/** @returns the families of the services of a method that a real server is in. */
export function familiesBy(cluster: Cluster, method: ForwardingMethod, realServer: string): readonly (4 | 6)[] {
  const services = cluster.virtualServices.filter(
    (service) => service.method === method && service.realServers.some(({ name }) => name === realServer),
  );
  return ([4, 6] as const).filter((family) => services.some(({ address }) => familyOf(address) === family));
}
