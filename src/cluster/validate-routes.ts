import { familyOf } from './address.ts';
import type { Report } from '../inventory/problem.ts';
import type { Cluster } from './cluster.ts';
import { nameOfService } from './service-name.ts';

/**
 * A real server of NAT has the directors for its default route. What it answers for DR or TUN goes there, too, and has the VIP
 * for its source: the director, which holds that address itself, drops it as martian (fib_validate_source of the kernel).
 */
export function validateRoutes({ virtualServices }: Cluster, report: Report): void {
  for (const [index, service] of virtualServices.entries()) {
    for (const { name } of service.realServers) {
      const other = virtualServices
        .slice(0, index)
        .find(
          ({ address, method, realServers }) =>
            familyOf(address) === familyOf(service.address) &&
            (method === 'nat') !== (service.method === 'nat') &&
            realServers.some((server) => server.name === name),
        );
      if (other === undefined) continue;
      const direct = (service.method === 'nat' ? other : service).method.toUpperCase();
      report(
        ['virtualServices', index, 'realServers', name],
        `${name} serves ${nameOfService(other)} by ${other.method.toUpperCase()}, and this by ${service.method.toUpperCase()}; expected one of the two: with the director for its gateway, as NAT wants, its answers for ${direct} come to the director, which holds the VIP that they are from${familyOf(service.address) === 4 ? ' and drops them as martian' : ''}`,
      );
    }
  }
}
