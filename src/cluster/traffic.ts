import type { Cluster, FirewallMark, Traffic, VirtualService } from './cluster.ts';

/** @returns what a client can ask of a virtual service, by a mark or by its address. */
export function trafficOf({ mark, address, port, protocol }: VirtualService): readonly Traffic[] {
  return mark === null ? [{ address, protocol, ports: [{ from: port, to: port }] }] : mark.traffic;
}

/** @returns the VIPs by which clients reach the service. */
export function addressesOf(service: VirtualService): readonly string[] {
  return [...new Set(trafficOf(service).map(({ address }) => address))];
}

/** @returns the marks by which services are known. */
export function marksOf({ virtualServices }: Cluster): readonly FirewallMark[] {
  return virtualServices.flatMap(({ mark }) => (mark === null ? [] : [mark]));
}
