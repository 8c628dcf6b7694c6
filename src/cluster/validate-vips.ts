import type { Report } from '../inventory/problem.ts';
import { isIpv6 } from './address.ts';
import type { Cluster, Vip } from './cluster.ts';
import { contains, reservedAs, unreachableAs } from './network.ts';
import { trafficOf } from './traffic.ts';

/** Where VIPs have to be, and what they may be called. */
export function validateVips(cluster: Cluster, report: Report): void {
  for (const [index, vip] of cluster.vips.entries()) {
    const before = cluster.vips.slice(0, index);
    const refuse = (key: keyof Vip, message: string) => report(['vips', index, key], message);
    validateAddress(cluster, vip, before, refuse);
    validatePrefixLength(vip, refuse);
    validateLabel(cluster, vip, before, refuse);
    validateRealServerLabel(vip, before, refuse);
  }
}

type Refuse = (key: keyof Vip, message: string) => void;

function validateAddress(cluster: Cluster, { address }: Vip, before: readonly Vip[], refuse: Refuse): void {
  const [key, network] = isIpv6(address)
    ? (['segment6', cluster.segment6] as const)
    : (['segment', cluster.segment] as const);
  if (before.some((vip) => vip.address === address)) {
    refuse('address', `found ${address} a second time; expected each VIP once`);
  }
  const kind = unreachableAs(address);
  if (kind !== null) refuse('address', `found ${address}, ${kind}; expected an address that clients can reach`);
  if (network === null) {
    refuse(
      'address',
      `found ${address}, and the cluster has no segment6; expected "segment6: fd00:1::/64" or so there`,
    );
    return;
  }
  const reserved = reservedAs(network, address);
  if (reserved !== null) {
    refuse('address', `found ${address}, the ${reserved} of ${network}; expected an address that a host can have`);
  }
  if (kind === null && isOfDr(cluster, address) && !contains(network, address)) {
    refuse(
      'address',
      `found ${address}; expected an address in the ${key} ${network}, where DR has its directors answer for it`,
    );
  }
}

function isOfDr({ virtualServices }: Cluster, vip: string): boolean {
  return virtualServices.some(
    (service) => service.method === 'dr' && trafficOf(service).some(({ address }) => address === vip),
  );
}

function validatePrefixLength({ address, prefixLength }: Vip, refuse: Refuse): void {
  if (isIpv6(address) || prefixLength <= 32) return;
  refuse('prefixLength', `found ${prefixLength}; expected a prefix length from 1 to 32, as ${address} is of IPv4`);
}

function validateLabel({ directors }: Cluster, { address, label }: Vip, before: readonly Vip[], refuse: Refuse): void {
  if (label === null) return;
  if (isIpv6(address)) {
    refuse('label', `found ${label}; expected none: an address of IPv6 has no label`);
    return;
  }
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

function validateRealServerLabel(
  { address, realServerLabel: label }: Vip,
  before: readonly Vip[],
  refuse: Refuse,
): void {
  if (label === null) return;
  if (isIpv6(address)) {
    refuse('realServerLabel', `found ${label}; expected none: an address of IPv6 has no label`);
    return;
  }
  if (!label.startsWith('lo:')) refuse('realServerLabel', `found ${label}; expected a label of lo, such as lo:0`);
  if (before.some((vip) => vip.realServerLabel === label)) {
    refuse('realServerLabel', `found ${label}, which another VIP has too; expected one for each`);
  }
}
