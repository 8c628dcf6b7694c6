import type { Scheduler } from '../cluster/cluster.ts';

/** What can be held against a scheduler when connections come one after the other, each ended before the next. */
export type Promised =
  /** Whole rounds, exactly, wherever the scheduler stands when the first one comes. */
  | 'rounds'
  /** A server for each client address, known beforehand. */
  | 'known per source'
  /** A server for each client address, and always the same; which one cannot be known. */
  | 'some per source'
  /** One server for all, known beforehand. */
  | 'known'
  /** Shares that follow from the connections of before, of which some are forgotten meanwhile. */
  | 'tendency'
  /** Each server with a weight is used, by chance. */
  | 'chance'
  | 'nothing';

/** @returns what the kernel's scheduler promises then (net/netfilter/ipvs). */
export function promisedBy(scheduler: Scheduler): Promised {
  switch (scheduler) {
    case 'rr':
    case 'wrr':
      return 'rounds';
    case 'sh':
      return 'known per source';
    // Its table is filled by hsiphash, which is another function on a machine of 32 bits (ip_vs_mh.c, linux/siphash.h).
    case 'mh':
      return 'some per source';
    case 'dh':
    case 'fo':
      return 'known';
    case 'lc':
    case 'wlc':
    case 'sed':
    case 'nq':
    case 'ovf':
      return 'tendency';
    case 'twos':
      return 'chance';
    case 'lblc':
    case 'lblcr':
      return 'nothing';
  }
}
