import type { Traffic, VirtualService } from './cluster.ts';

/** @returns what a client can ask of a virtual service, by a mark or by its address. */
export function trafficOf({ mark, address, port, protocol }: VirtualService): readonly Traffic[] {
  return mark === null ? [{ address, protocol, ports: [{ from: port, to: port }] }] : mark.traffic;
}
