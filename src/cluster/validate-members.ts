import type { Report } from '../inventory/problem.ts';
import { familyOf, isIpv6 } from './address.ts';
import type { Cluster, ForwardingMethod } from './cluster.ts';
import { contains, reservedAs } from './network.ts';

/** Where the addresses of the hosts have to be. */
export function validateMembers(cluster: Cluster, report: Report): void {
  validateDirectors(cluster, report);
  validateServers(cluster, report);
  validateReserved(cluster, report);
}

function validateDirectors({ segment, segment6, directors, vips }: Cluster, report: Report): void {
  const vip6 = vips.find(({ address }) => isIpv6(address));
  for (const { name, address, address6 } of directors) {
    const refuse = (key: string, message: string) => report(['directors', name, key], message);
    if (!contains(segment, address)) {
      refuse(
        'address',
        `found ${address} for ${name}; expected an address in the segment ${segment}, which the directors share`,
      );
    }
    if (address6 === null) {
      // Without one it has no route to the real servers on the segment.
      if (vip6 !== undefined && segment6 !== null)
        refuse('address6', `missing, and ${vip6.address} is a VIP; expected an address of ${name} in ${segment6}`);
    } else if (segment6 === null) {
      refuse(
        'address6',
        `found ${address6}, and the cluster has no segment6; expected the network that it is in there`,
      );
    } else if (!contains(segment6, address6)) {
      refuse('address6', `found ${address6} for ${name}; expected an address in the segment6 ${segment6}`);
    }
  }
}

/** Of what network DR and NAT take their real servers; TUN reaches any. */
function validateServers(cluster: Cluster, report: Report): void {
  const { segment, segment6, inside, realServers } = cluster;
  const rules = [
    ['dr', 4, segment, `the segment ${segment}: ${ofDr}`],
    ['dr', 6, segment6, `the segment6 ${segment6 ?? ''}: ${ofDr}`],
    ['nat', 4, inside?.network ?? null, `the inside network ${inside?.network ?? ''}: ${ofNat}`],
    ['nat', 6, inside?.network6 ?? null, `the inside network ${inside?.network6 ?? ''}: ${ofNat}`],
  ] as const;
  for (const [method, family, network, expectation] of rules) {
    const names = serversOf(cluster, method, family);
    for (const { name, ...server } of realServers.filter((one) => names.has(one.name))) {
      const key = family === 4 ? 'address' : 'address6';
      const address = server[key];
      if (network === null || address === null || contains(network, address)) continue;
      report(['realServers', name, key], `found ${address} for ${name}; expected an address in ${expectation}`);
    }
  }
}

const ofDr = 'DR reaches a real server by its MAC address';
const ofNat = 'a real server of NAT answers through its gateway there';

function serversOf({ virtualServices }: Cluster, method: ForwardingMethod, family: 4 | 6): ReadonlySet<string> {
  const services = virtualServices.filter(
    (service) => service.method === method && familyOf(service.address) === family,
  );
  return new Set(services.flatMap((service) => service.realServers.map((server) => server.name)));
}

function validateReserved(cluster: Cluster, report: Report): void {
  const { segment, segment6, inside } = cluster;
  const networks = [...new Set([segment, segment6, inside?.network, inside?.network6])].filter((one) => one != null);
  for (const role of ['directors', 'realServers', 'clients'] as const) {
    for (const { name, address, address6 } of cluster[role]) {
      for (const [key, value] of Object.entries({ address, address6 })) {
        const network = value === null ? undefined : networks.find((one) => reservedAs(one, value) !== null);
        if (value === null || network === undefined) continue;
        report(
          [role, name, key],
          `found ${value}, the ${String(reservedAs(network, value))} of ${network}; expected an address for ${name}`,
        );
      }
    }
  }
}
