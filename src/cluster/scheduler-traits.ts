import type { Scheduler } from './cluster.ts';

/** What the kernel's schedulers have in common, by net/netfilter/ipvs/ip_vs_*.c of Linux. */

/** They choose by the address that is asked for: with one VIP one server gets everything. */
export const byDestination: ReadonlySet<string> = new Set<Scheduler>(['dh', 'lblc', 'lblcr']);

/** They choose by the address of the client, which so stays with its server without persistence. */
export const bySource: ReadonlySet<string> = new Set<Scheduler>(['sh', 'mh']);

/** They choose by a table that is made of the servers alone, and so alike on every director. */
export const alikeEverywhere: ReadonlySet<string> = new Set<Scheduler>(['sh', 'dh', 'mh']);

/** They look at no weight but 0, each with the one that weighs (sh has weighted its table since Linux 3.10). */
export const unweighted: ReadonlyMap<string, Scheduler> = new Map<Scheduler, Scheduler>([
  ['rr', 'wrr'],
  ['lc', 'wlc'],
  ['dh', 'wrr'],
]);
