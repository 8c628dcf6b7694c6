import type { Report } from '../inventory/problem.ts';
import { isIpv6 } from './address.ts';
import type { Cluster, ForwardingMethod } from './cluster.ts';
import { contains, reservedAs } from './network.ts';
import { familyOf } from './service-name.ts';

/** Where the addresses of the hosts have to be. */
export function validateMembers(cluster: Cluster, report: Report): void {
  validateDirectors(cluster, report);
  validateServersOfDr(cluster, report);
  validateServersOfNat(cluster, report);
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

function validateServersOfDr(cluster: Cluster, report: Report): void {
  const { segment, segment6, realServers } = cluster;
  for (const family of [4, 6] as const) {
    const network = family === 4 ? segment : segment6;
    const servers = serversOf(cluster, 'dr', family);
    for (const server of realServers.filter(({ name }) => servers.has(name))) {
      const [key, address] =
        family === 4 ? (['address', server.address] as const) : (['address6', server.address6] as const);
      if (network === null || address === null || contains(network, address)) continue;
      const message = `found ${address} for ${server.name}; expected an address in the ${family === 4 ? 'segment' : 'segment6'} ${network}: DR reaches a real server by its MAC address`;
      report(['realServers', server.name, key], message);
    }
  }
}

function validateServersOfNat(cluster: Cluster, report: Report): void {
  const { inside, realServers } = cluster;
  if (inside === null) return;
  for (const family of [4, 6] as const) {
    const network = family === 4 ? inside.network : inside.network6;
    const servers = serversOf(cluster, 'nat', family);
    for (const server of realServers.filter(({ name }) => servers.has(name))) {
      const [key, address] =
        family === 4 ? (['address', server.address] as const) : (['address6', server.address6] as const);
      if (network === null || address === null || contains(network, address)) continue;
      const message = `found ${address} for ${server.name}; expected an address in the inside network ${network}: a real server of NAT answers through its gateway there`;
      report(['realServers', server.name, key], message);
    }
  }
}

function serversOf({ virtualServices }: Cluster, method: ForwardingMethod, family: 4 | 6): ReadonlySet<string> {
  const services = virtualServices.filter((service) => service.method === method && familyOf(service) === family);
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
