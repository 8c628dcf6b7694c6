import { familyOf } from '../address.ts';
import { inServices, type Rule, when } from './rule.ts';

export const persistenceRules: readonly Rule[] = [
  {
    id: 'persistence-groups-many',
    severity: 'warning',
    title: 'persistence by a very short prefix',
    reason: 'All clients whose addresses begin alike are one client, and get one server: shares mean nothing any more.',
    source: 'ipvsadm(8), --netmask; keepalived.conf(5), persistence_granularity',
    fix: 'Take a prefixLength of 24 for IPv4 and 64 for IPv6, or leave it out.',
    find: inServices((service) => {
      const least = familyOf(service.address) === 4 ? 16 : 48;
      const { persistencePrefix } = service;
      return when(
        persistencePrefix !== null && persistencePrefix < least,
        ['persistence', 'prefixLength'],
        `all clients of one /${persistencePrefix ?? 0} get one server`,
      );
    }),
  },
  {
    id: 'persistence-of-a-hash',
    severity: 'warning',
    title: 'persistence beside a scheduler by client address',
    reason:
      'sh and mh send a client to one server without it. Persistent entries cost memory and hold a client at its server after the table has changed.',
    source: 'ipvsadm(8), --scheduler and --persistent',
    fix: 'Leave out one of the two.',
    find: inServices(({ scheduler, schedulerFlags, persistence }) =>
      when(
        persistence !== null &&
          (scheduler === 'sh' || scheduler === 'mh') &&
          !schedulerFlags.some((flag) => flag.endsWith('-port')),
        ['persistence'],
        `${scheduler} keeps a client at its server already`,
      ),
    ),
  },
  {
    id: 'persistence-shares',
    severity: 'note',
    title: 'persistence moves shares',
    reason:
      'The scheduler chooses once for each client, not for each connection: shares are those of clients, and many behind one address are one.',
    source: 'ipvsadm(8), --persistent',
    fix: 'Keep the timeout as short as the service allows; measure shares from many addresses.',
    find: inServices(({ persistence }) =>
      when(persistence !== null, ['persistence'], `a client stays with its server for ${persistence ?? 0} s`),
    ),
  },
  {
    id: 'mark-without-persistence',
    severity: 'note',
    title: 'a mark of several ports without persistence',
    reason:
      "A client's connections to its ports go to different servers, and ports are mostly put together against that.",
    source: 'ipvsadm(8): "grouping persistence across what would otherwise be multiple virtual services"',
    fix: 'Say a persistence, or take sh or mh.',
    find: inServices(({ mark, persistence, scheduler }) => {
      const ports = mark?.traffic.flatMap((traffic) => traffic.ports) ?? [];
      const isWide = ports.length > 1 || ports.some(({ from, to }) => to > from);
      return when(
        isWide && persistence === null && scheduler !== 'sh' && scheduler !== 'mh',
        ['mark'],
        'the ports of the mark go to different servers for one client',
      );
    }),
  },
  {
    id: 'one-packet-missing',
    severity: 'note',
    title: 'DNS without onePacket',
    reason:
      'IPVS takes datagrams from one address and port for one connection for five minutes: a resolver that keeps its port meets one server.',
    source: 'ipvsadm(8), --ops; Documentation/networking/ipvs-sysctl.rst of Linux',
    fix: 'Say "onePacket: true" for services of one datagram and one answer.',
    find: inServices(({ protocol, port, onePacket, persistence, mark }) =>
      when(
        mark === null && protocol === 'udp' && port === 53 && !onePacket && persistence === null,
        ['onePacket'],
        'a resolver that keeps its port stays with one server',
      ),
    ),
  },
];
