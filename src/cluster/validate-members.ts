import type { Report } from '../inventory/problem.ts';
import type { Cluster } from './cluster.ts';
import { contains, reservedAs } from './network.ts';

/** Where the addresses of the hosts have to be. */
export function validateMembers(cluster: Cluster, report: Report): void {
  const { segment, directors, realServers } = cluster;
  const expectation = `expected an address in the segment ${segment}`;
  for (const { name, address } of directors.filter((director) => !contains(segment, director.address))) {
    report(['directors', name, 'address'], `found ${address} for ${name}; ${expectation}, which the directors share`);
  }
  const direct = serversOfDr(cluster);
  for (const { name, address } of realServers.filter((server) => !contains(segment, server.address))) {
    if (!direct.has(name)) continue;
    const message = `found ${address} for ${name}; ${expectation}: DR reaches a real server by its MAC address`;
    report(['realServers', name, 'address'], message);
  }
  for (const role of ['directors', 'realServers', 'clients'] as const) {
    for (const { name, address } of cluster[role]) {
      const reserved = reservedAs(segment, address);
      if (reserved === null) continue;
      report(
        [role, name, 'address'],
        `found ${address}, the ${reserved} of ${segment}; expected an address for ${name}`,
      );
    }
  }
}

function serversOfDr({ virtualServices }: Cluster): ReadonlySet<string> {
  const services = virtualServices.filter((service) => service.method === 'dr');
  return new Set(services.flatMap((service) => service.realServers.map((server) => server.name)));
}
