import { endpoint } from '../cluster/address.ts';
import type { Protocol, VirtualService } from '../cluster/cluster.ts';
import { trafficOf } from '../cluster/traffic.ts';

/** Where a client finds a service, or a part of it. */
export interface Place {
  readonly address: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** How many places of a service by mark are asked, before it is but the ends of its ranges. */
const asked = 4;

/** @returns the service as `ipvsadm -Ln` names it: `TCP 192.168.1.229:80`, `FWM 1`, `FWM 1 IPv6`. */
export function nameInTable({ mark, protocol, address, port }: VirtualService): string {
  if (mark === null) return `${protocol.toUpperCase()} ${endpoint(address, port)}`;
  return `FWM ${mark.number}${mark.family === 6 ? ' IPv6' : ''}`;
}

/** @returns where to ask for the service: each port of a mark's traffic, or where those are many, the ends of each range. */
export function placesOf(service: VirtualService): readonly Place[] {
  const ranges = trafficOf(service).flatMap((one) => one.ports.map((range) => ({ ...one, ...range })));
  const isFew = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0) <= asked;
  return ranges.flatMap(({ address, protocol, from, to }) => {
    const ports = isFew ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : [...new Set([from, to])];
    return ports.map((port) => ({ address, port, protocol }));
  });
}

/** @returns `192.168.1.229:80`, `UDP 192.168.1.229:53`. */
export function nameOfPlace({ address, port, protocol }: Place): string {
  return `${protocol === 'tcp' ? '' : `${protocol.toUpperCase()} `}${endpoint(address, port)}`;
}
