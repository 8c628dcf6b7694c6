import { familyOf } from '../address.ts';
import type { ForwardingMethod, VirtualService } from '../cluster.ts';
import { isOneArmed } from '../inside.ts';
import { contains } from '../network.ts';
import { inServices, type Rule, when } from './rule.ts';

export const methodRules: readonly Rule[] = [
  {
    id: 'nat-client-inside',
    severity: 'warning',
    title: 'NAT for a client on the network of the real servers',
    reason:
      'The server answers it directly, past the director that would put the VIP back in for the source: the client drops the answer.',
    source: 'LVS-HOWTO, "One network LVS-NAT"; ipvsadm(8), --masquerading',
    fix: 'Put real servers of NAT on a network without clients, or take dr.',
    find: ({ inside, clients, virtualServices }) =>
      clients.flatMap(({ name, address, address6 }) => {
        const isIn = (family: 4 | 6, network: string | null, of: string | null) =>
          network !== null && of !== null && contains(network, of) && serves(virtualServices, 'nat', family);
        const isInside = isIn(4, inside?.network ?? null, address) || isIn(6, inside?.network6 ?? null, address6);
        return when(
          isInside,
          ['clients', name],
          `${name} is on the network of the real servers, which answer it past the director`,
        );
      }),
  },
  {
    id: 'inside-unused',
    severity: 'note',
    title: 'an inside network without NAT',
    reason: 'The gateway floats for nobody: only real servers of NAT have it for their default route.',
    source: 'ipvsadm(8), --masquerading',
    fix: 'Leave out inside, or say "method: nat".',
    find: ({ inside, virtualServices }) =>
      when(
        inside !== null && !virtualServices.some(({ method }) => method === 'nat'),
        ['inside'],
        'is of use to services of method nat only, and there is none',
      ),
  },
  {
    id: 'nat-one-network',
    severity: 'note',
    title: 'NAT on one network',
    reason:
      'What clients on the same segment ask is answered past the director, and each packet passes its interface twice.',
    source: 'LVS-HOWTO, "One network LVS-NAT"',
    fix: 'Give the real servers a network of their own, and the directors an interface there.',
    find: (cluster) =>
      when(
        isOneArmed(cluster) && cluster.virtualServices.some(({ method }) => method === 'nat'),
        ['inside'],
        'is the segment itself: no client may be on it',
      ),
  },
  {
    id: 'forwarding-ends-ra',
    severity: 'note',
    title: 'NAT of IPv6 makes the directors routers',
    reason: 'A host that forwards IPv6 takes no router advertisements: a default route that came by one is gone.',
    source: 'Documentation/networking/ip-sysctl.rst of Linux, conf/*/forwarding and accept_ra',
    fix: 'Give the directors a static default route of IPv6, or accept_ra=2.',
    find: ({ virtualServices }) =>
      when(
        serves(virtualServices, 'nat', 6),
        ['inside', 'gateway6'],
        'the directors forward IPv6 and take no router advertisements any more',
      ),
  },
  {
    id: 'tunnel-mtu',
    severity: 'note',
    title: 'a tunnel makes packets longer',
    reason:
      'The outer header takes 20 bytes with IPv4 and 40 with IPv6: large requests hang where ICMP is filtered, while a ping works. lvsdeploy clamps the MSS of TCP; datagrams of UDP stay as they are.',
    source: 'ipvsadm(8), --ipip; RFC 2003, 5.1; measured',
    fix: 'Raise the MTU between directors and real servers, or let ICMP "fragmentation needed" pass.',
    find: inServices(({ method }) =>
      when(method === 'tun', ['method'], 'packets to the real servers get longer than clients sent them'),
    ),
  },
];

function serves(services: readonly VirtualService[], method: ForwardingMethod, family: 4 | 6): boolean {
  return services.some((service) => service.method === method && familyOf(service.address) === family);
}
