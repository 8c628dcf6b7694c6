import type { Report } from '../inventory/problem.ts';
import { endpoint } from './address.ts';
import type { Cluster, FirewallMark, Traffic, VirtualService } from './cluster.ts';
import { nameOfMark, nameOfService } from './service-name.ts';
import { trafficOf } from './traffic.ts';

/** What gets a mark, and that nothing else wants it. */
export function validateMarks({ vips, virtualServices }: Cluster, report: Report): void {
  for (const [index, { mark }] of virtualServices.entries()) {
    if (mark === null) continue;
    const at = ['virtualServices', index] as const;
    const others = virtualServices.slice(0, index);
    if (others.some((other) => other.mark?.number === mark.number && other.mark.family === mark.family)) {
      report([...at, 'mark'], `found ${nameOfMark(mark)} a second time; expected each virtual service once`);
    }
    for (const [position, { address }] of mark.traffic.entries()) {
      if (vips.some((vip) => vip.address === address)) continue;
      report(
        [...at, 'traffic', position, 'vip'],
        `found ${address}; expected one of the cluster's VIPs: ${vips.map((vip) => vip.address).join(', ')}`,
      );
    }
    validateOverlap(mark, virtualServices, index, (path, message) => report([...at, ...path], message));
  }
}

/** A packet has one mark, and IPVS looks for that before it looks for an address (ip_vs_service_find of the kernel). */
function validateOverlap(mark: FirewallMark, services: readonly VirtualService[], index: number, refuse: Report): void {
  for (const [position, traffic] of mark.traffic.entries()) {
    const rival = services.find(
      (other, place) =>
        place !== index &&
        // Of two marks the later one is at fault.
        (other.mark === null || (place < index && nameOfMark(other.mark) !== nameOfMark(mark))) &&
        trafficOf(other).some((one) => meet(one, traffic)),
    );
    if (rival === undefined) continue;
    const shared = trafficOf(rival).find((one) => meet(one, traffic)) ?? traffic;
    refuse(
      ['traffic', position, 'ports'],
      `found ${firstShared(shared, traffic)}, which the service ${nameOfService(rival)} takes too; expected each port in one virtual service`,
    );
  }
}

function meet(one: Traffic, other: Traffic): boolean {
  return one.address === other.address && one.protocol === other.protocol && sharedPort(one, other) !== null;
}

function sharedPort(one: Traffic, other: Traffic): number | null {
  for (const a of one.ports) {
    for (const b of other.ports) if (a.from <= b.to && b.from <= a.to) return Math.max(a.from, b.from);
  }
  return null;
}

function firstShared(one: Traffic, other: Traffic): string {
  return `${endpoint(other.address, sharedPort(one, other) ?? 0)}/${other.protocol}`;
}
