import type { VirtualService } from '../cluster.ts';
import { byDestination, unweighted } from '../scheduler-traits.ts';
import { trafficOf } from '../traffic.ts';
import { inServices, type Rule, when } from './rule.ts';

export const schedulerRules: readonly Rule[] = [
  {
    id: 'weights-unread',
    severity: 'warning',
    title: 'weights that differ, with a scheduler that does not look at them',
    reason: 'rr, lc and dh know no weight but 0, so that the servers get equal shares.',
    source: 'net/netfilter/ipvs/ip_vs_{rr,lc,dh}.c of Linux; ipvsadm(8), --scheduler',
    fix: 'Take the scheduler that weighs (wrr for rr, wlc for lc), or give all servers one weight.',
    find: inServices(({ scheduler, realServers }) => {
      const weights = new Set(realServers.map(({ weight }) => weight).filter((weight) => weight !== 0));
      const weighing = unweighted.get(scheduler);
      return when(
        weighing !== undefined && weights.size > 1,
        ['scheduler'],
        `${scheduler} does not look at weights, and they differ here; ${weighing ?? ''} does`,
      );
    }),
  },
  {
    id: 'all-by-one-destination',
    severity: 'warning',
    title: 'a scheduler by destination address, with one address',
    reason:
      'dh, lblc and lblcr choose the server by the address that the client asks for, as a cluster of caches wants it. With one VIP all clients get one server (lblc, lblcr: until that is overloaded).',
    source: 'ipvsadm(8), --scheduler; net/netfilter/ipvs/ip_vs_{dh,lblc,lblcr}.c of Linux',
    fix: 'Take wrr or wlc, or sh or mh for a fixed server by client.',
    find: inServices((service) => {
      const { scheduler } = service;
      const addresses = new Set(trafficOf(service).map(({ address }) => address));
      return when(
        byDestination.has(scheduler) && addresses.size === 1,
        ['scheduler'],
        `${scheduler} chooses by the address that is asked for, and that is ${service.address} for all clients: one server gets them all`,
      );
    }),
  },
  {
    id: 'hash-refuses',
    severity: 'warning',
    title: 'a scheduler by a table that has no way round servers of weight 0',
    reason:
      'The tables of sh, mh and dh keep the places of a server whose weight becomes 0, as inhibitOnFailure has it for a dead one: its clients are refused instead of going to another.',
    source: 'net/netfilter/ipvs/ip_vs_{sh,mh,dh}.c of Linux: "no destination available"; last_weight of ip_vs_ctl.c',
    fix: 'Say "schedulerFlags: sh-fallback" or mh-fallback (dh has none), or leave out inhibitOnFailure.',
    find: inServices((service) => {
      const { scheduler, realServers } = service;
      // mh leaves out a server that has had no other weight.
      const zero = realServers.find(
        ({ weight, inhibitOnFailure }) => inhibitOnFailure || (weight === 0 && scheduler !== 'mh'),
      );
      const reason = zero?.weight === 0 ? 'has weight 0' : 'gets weight 0 when it is dead (inhibitOnFailure)';
      return when(
        hasNoWayRound(service) && zero !== undefined,
        ['scheduler'],
        `${scheduler} refuses the clients that it has for ${zero?.name ?? ''}, which ${reason}`,
      );
    }),
  },
  {
    id: 'hash-refuses-drained',
    severity: 'note',
    title: 'a scheduler by a table that has no way round a server that is drained',
    reason: 'Draining gives a server weight 0, and its new clients are refused meanwhile instead of going to another.',
    source: 'net/netfilter/ipvs/ip_vs_{sh,mh,dh}.c of Linux: "no destination available"; last_weight of ip_vs_ctl.c',
    fix: 'Say "schedulerFlags: sh-fallback" or mh-fallback (dh has none).',
    find: inServices((service, { form }) =>
      when(
        form === 'ha' && hasNoWayRound(service),
        ['scheduler'],
        `${service.scheduler} refuses new clients of a server while it is drained`,
      ),
    ),
  },
  {
    id: 'overflow-at-once',
    severity: 'warning',
    title: 'ovf with a weight of 1',
    reason:
      'For ovf the weight is the number of active connections that a server takes before the next one gets any, and when all are full clients are refused.',
    source: 'net/netfilter/ipvs/ip_vs_ovf.c of Linux',
    fix: 'Give each server the number of connections that it can take for its weight.',
    find: inServices(({ scheduler, realServers }) => {
      const small = scheduler === 'ovf' ? realServers.find(({ weight }) => weight === 1) : undefined;
      return when(
        small !== undefined,
        ['realServers', small?.name ?? ''],
        `ovf takes the weight 1 of ${small?.name ?? ''} for the connections that it can have`,
      );
    }),
  },
  {
    id: 'overflow-of-udp',
    severity: 'warning',
    title: 'ovf for UDP',
    reason: 'ovf counts active connections, which UDP does not have: the first server gets everything.',
    source: 'net/netfilter/ipvs/ip_vs_ovf.c of Linux: "might not be suitable for UDP"',
    fix: 'Take wrr, or sh for a fixed server by client.',
    find: inServices(({ scheduler, protocol }) =>
      when(scheduler === 'ovf' && protocol === 'udp', ['scheduler'], 'ovf counts active connections, and UDP has none'),
    ),
  },
  {
    id: 'failover-undecided',
    severity: 'note',
    title: 'fo with equal weights',
    reason: 'fo sends everything to the server of the highest weight; among equals it is the first of the table.',
    source: 'net/netfilter/ipvs/ip_vs_fo.c of Linux',
    fix: 'Give the servers different weights, the highest to the one that is to serve first.',
    find: inServices(({ scheduler, realServers }) => {
      const highest = Math.max(...realServers.map(({ weight }) => weight));
      const equals = realServers.filter(({ weight }) => weight === highest);
      return when(
        scheduler === 'fo' && equals.length > 1,
        ['realServers'],
        `fo sends all to the highest weight, which ${equals.map(({ name }) => name).join(' and ')} have both`,
      );
    }),
  },
  {
    id: 'single-real-server',
    severity: 'note',
    title: 'one real server',
    reason: 'When it is gone, so is the service, however many directors there are.',
    source: 'ipvsadm(8)',
    fix: 'Give the service a second real server, or a sorryServer.',
    find: inServices(({ realServers, sorryServer }) => {
      const [only, ...more] = realServers;
      return when(
        only !== undefined && more.length === 0 && sorryServer === null,
        ['realServers'],
        `${only?.name ?? ''} is the only real server`,
      );
    }),
  },
];

function hasNoWayRound({ scheduler, schedulerFlags }: VirtualService): boolean {
  if (scheduler === 'dh') return true;
  return (scheduler === 'sh' || scheduler === 'mh') && !schedulerFlags.includes(`${scheduler}-fallback`);
}
