import type { Cluster, Vip } from '../../cluster/cluster.ts';
import { isIpv6 } from '../../cluster/address.ts';
import { hostRouteOf, readRoutes } from '../host-route.ts';
import { checkHosts } from '../host-check.ts';
import { deployTo } from '../repairs.ts';
import { findingOf } from '../verdict.ts';

/** Standalone: lvsdr.sh has set a host route to each VIP by the director's interface. keepalived sets none. */
export const directorRoute = checkHosts({
  id: 'director-route',
  title: 'the director has a host route to the VIP',
  step: '11',
  severity: 'critical',
  hosts: (cluster) => (cluster.form === 'standalone' && routedVips(cluster).length > 0 ? cluster.directors : []),
  script: () => readRoutes,
  // route(8) prints the interface, never an alias.
  expected: (director, cluster) =>
    routedVips(cluster)
      .map(({ address }) => `${address} dev ${director.interface}`)
      .join(', '),
  repair: ({ name }) => deployTo(name),
  judge: (output, director, cluster) =>
    findingOf(
      routedVips(cluster)
        .filter(({ address }) => hostRouteOf(output, address) !== director.interface)
        .map(({ address }) => `no host route to ${address} by ${director.interface}`),
      'every host route is there',
    ),
});

function routedVips({ vips }: Cluster): readonly Vip[] {
  return vips.filter(({ address }) => !isIpv6(address));
}
