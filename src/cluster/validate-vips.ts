import type { Report } from '../inventory/problem.ts';
import type { Cluster, Vip } from './cluster.ts';
import { contains, reservedAs } from './network.ts';

/** Where VIPs have to be, and what they may be called. */
export function validateVips(cluster: Cluster, report: Report): void {
  for (const [index, vip] of cluster.vips.entries()) {
    const before = cluster.vips.slice(0, index);
    const refuse = (key: keyof Vip, message: string) => report(['vips', index, key], message);
    validateAddress(cluster, vip, before, refuse);
    validateLabel(cluster, vip, before, refuse);
    validateRealServerLabel(vip, before, refuse);
  }
}

type Refuse = (key: keyof Vip, message: string) => void;

function validateAddress(cluster: Cluster, { address }: Vip, before: readonly Vip[], refuse: Refuse): void {
  const { segment, virtualServices } = cluster;
  const reserved = reservedAs(segment, address);
  const isOfDr = virtualServices.some((service) => service.method === 'dr' && service.address === address);
  if (before.some((vip) => vip.address === address)) {
    refuse('address', `found ${address} a second time; expected each VIP once`);
  }
  if (reserved !== null) {
    refuse('address', `found ${address}, the ${reserved} of ${segment}; expected an address that a host can have`);
  }
  if (isOfDr && !contains(segment, address)) {
    refuse(
      'address',
      `found ${address}; expected an address in the segment ${segment}, where DR has its directors answer for it`,
    );
  }
}

function validateLabel({ directors }: Cluster, { label }: Vip, before: readonly Vip[], refuse: Refuse): void {
  if (label === null) return;
  const stranger = directors.find((director) => director.interface !== label.split(':')[0]);
  if (stranger !== undefined) {
    refuse(
      'label',
      `found ${label}; expected a label of ${stranger.interface}, the interface of ${stranger.name}, or none`,
    );
  }
  if (before.some((vip) => vip.label === label)) {
    refuse('label', `found ${label}, which another VIP has too; expected one for each`);
  }
}

function validateRealServerLabel({ realServerLabel: label }: Vip, before: readonly Vip[], refuse: Refuse): void {
  if (label === null) return;
  if (!label.startsWith('lo:')) refuse('realServerLabel', `found ${label}; expected a label of lo, such as lo:0`);
  if (before.some((vip) => vip.realServerLabel === label)) {
    refuse('realServerLabel', `found ${label}, which another VIP has too; expected one for each`);
  }
}
