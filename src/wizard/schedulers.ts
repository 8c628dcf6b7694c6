import type { Scheduler } from '../cluster/cluster.ts';

/** What each scheduler does, in a line. Those by destination are for caches with many VIPs. */
export const schedulerNotes: Readonly<Record<Scheduler, string>> = {
  wrr: 'in turn, by weight: the usual choice',
  rr: 'in turn, weights do not count',
  wlc: 'to the fewest connections for its weight: for long connections',
  lc: 'to the fewest connections, weights do not count',
  sh: 'by the address of the client: each stays with its server',
  mh: 'the same, and few clients move when a server goes (Linux 4.18)',
  sed: 'to the shortest expected delay',
  nq: 'to an idle server, else the shortest expected delay',
  fo: 'all to the server with the highest weight, the next when it is dead',
  ovf: 'fill the highest weight up to its number of connections, then the next',
  twos: 'the better of two that weight picked by chance (Linux 6.0)',
  dh: 'by the address that is asked for: for caches',
  lblc: 'by the address that is asked for, and load: for caches',
  lblcr: 'the same with sets of servers: for caches',
};
