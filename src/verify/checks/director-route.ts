import { isIpv6 } from '../address.ts';
import { hostRouteOf, readRoutes } from '../host-route.ts';
import { checkHosts } from '../host-check.ts';
import { findingOf } from '../verdict.ts';

/** Standalone: lvsdr.sh has set a host route to each VIP by the director's interface. keepalived sets none. */
export const directorRoute = checkHosts({
  id: 'director-route',
  title: 'the director has a host route to the VIP',
  step: '11',
  hosts: ({ form, directors }) => (form === 'standalone' ? directors : []),
  script: () => readRoutes,
  // route(8) prints the interface, never an alias.
  expected: (director, { vips }) => vips.map(({ address }) => `${address} dev ${director.interface}`).join(', '),
  judge: (output, director, { vips }) =>
    findingOf(
      vips
        .filter(({ address }) => !isIpv6(address) && hostRouteOf(output, address) !== director.interface)
        .map(({ address }) => `no host route to ${address} by ${director.interface}: run /sbin/lvsdr.sh start`),
      'every host route is there',
    ),
});
