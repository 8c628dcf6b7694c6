import { wholeLength } from '../address.ts';
import { trafficOf } from '../traffic.ts';
import { type Rule, when } from './rule.ts';

export const vipRules: readonly Rule[] = [
  {
    id: 'vip-unused',
    severity: 'warning',
    title: 'a VIP of no virtual service',
    reason: 'The directors hold it and answer for it themselves: clients reach the director, not a real server.',
    source: 'keepalived.conf(5), virtual_ipaddress',
    fix: 'Serve something there, or leave out the VIP.',
    find: ({ vips, virtualServices }) => {
      const used = new Set(virtualServices.flatMap(trafficOf).map(({ address }) => address));
      return vips.flatMap(({ address }, index) =>
        when(!used.has(address), ['vips', index], `${address} is a VIP, and no virtual service is there`),
      );
    },
  },
  {
    id: 'vip-wide',
    severity: 'warning',
    title: 'a VIP with the prefix of its network',
    reason:
      'It brings a route of its own. With IPv4 the kernel takes it away with the first address of that network, and a director that loses the VIP loses the route, too.',
    source: 'keepalived.conf(5), virtual_ipaddress: /32 by default; ip-sysctl.rst of Linux, promote_secondaries',
    fix: 'Leave out prefixLength: 32 for IPv4, 128 for IPv6.',
    find: ({ vips }) =>
      vips.flatMap(({ address, prefixLength }, index) =>
        when(
          prefixLength < wholeLength(address),
          ['vips', index, 'prefixLength'],
          `${address}/${prefixLength} brings a route of its own`,
        ),
      ),
  },
];
