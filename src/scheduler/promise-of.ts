import type { Scheduler, VirtualService } from '../cluster/cluster.ts';

/** What can be held against a scheduler when connections come one after the other, and nobody else's in between. */
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
  /** The same, and from the servers that it has in mind for the address already, which cannot be known: one of several. */
  | 'one of several'
  /** Each server with a weight is used, by chance. */
  | 'chance';

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
      return 'one of several';
  }
}

/** @returns the same of a service: its flags may put the port into the hash, its persistence take many clients for one. */
export function promisedFor(service: VirtualService): Promised {
  if (service.persistencePrefix !== null) return 'some per source';
  if (service.schedulerFlags.some((flag) => flag.endsWith('-port'))) return 'chance';
  return promisedBy(service.scheduler);
}
