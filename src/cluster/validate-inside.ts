import { familyOf } from './address.ts';
import type { Report } from '../inventory/problem.ts';
import type { Cluster, Inside } from './cluster.ts';
import { contains, reservedAs } from './network.ts';

/** What NAT asks of the network on which the directors are a gateway. */
export function validateInside(cluster: Cluster, report: Report): void {
  const { inside, virtualServices } = cluster;
  const ofNat = virtualServices.filter(({ method }) => method === 'nat');
  if (inside === null) {
    const [first] = ofNat;
    if (first !== undefined) {
      report(
        ['virtualServices', virtualServices.indexOf(first), 'method'],
        'found nat, and the cluster has no inside; expected "inside: { gateway: ADDRESS }" there, the default gateway of the real servers, through which they answer',
      );
    }
    return;
  }
  const ofIpv6 = ofNat.find((service) => familyOf(service.address) === 6);
  if (ofIpv6 !== undefined && inside.gateway6 === null) {
    report(['inside', 'gateway6'], `missing, and ${ofIpv6.address} is served by NAT; expected the gateway of IPv6`);
  }
  validateNetworks(cluster, inside, report);
  validateGateway(inside, 'gateway', inside.network, report);
  if (inside.gateway6 === null) return;
  if (inside.network6 === null) {
    report(['inside', 'network6'], `missing; expected the network of ${inside.gateway6}, such as fd00:2::/64`);
    return;
  }
  validateGateway(inside, 'gateway6', inside.network6, report);
}

/** One network on two interfaces has the directors answer at both, and send by either. */
function validateNetworks(
  { segment, segment6, directors }: Cluster,
  { interface: name, network, network6 }: Inside,
  report: Report,
): void {
  const [first] = directors;
  const outside = new Set(directors.map((director) => director.interface));
  if (outside.has(name) && outside.size > 1) {
    report(
      ['inside', 'interface'],
      `found ${name}, by which some directors are on the segment and others are not; expected one that is the same to all`,
    );
  }
  if (first === undefined || outside.has(name)) return;
  for (const [key, inner, outer] of [
    ['network', network, segment],
    ['network6', network6, segment6],
  ] as const) {
    if (inner === null || inner !== outer) continue;
    report(
      ['inside', key],
      `found ${inner} on ${name}, which is the segment on ${first.interface}; expected a network of its own, or "interface: ${first.interface}"`,
    );
  }
}

function validateGateway(inside: Inside, key: 'gateway' | 'gateway6', network: string, report: Report): void {
  const address = inside[key] ?? '';
  if (!contains(network, address)) {
    report(['inside', key], `found ${address}; expected an address in the inside network ${network}`);
    return;
  }
  const reserved = reservedAs(network, address);
  if (reserved === null) return;
  report(['inside', key], `found ${address}, the ${reserved} of ${network}; expected an address that a host can have`);
}
