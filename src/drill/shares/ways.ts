import type { Scheduler, VirtualService } from '../../cluster/cluster.ts';

/** How the sample is asked for: each connection ended before the next begins, all held open until the last, or by datagrams. */
export type Way = 'in turn' | 'held' | 'datagrams';

/** Schedulers that look at how many connections a server has: of connections that have ended they would see next to nothing. */
const byLoad: readonly Scheduler[] = ['lc', 'wlc', 'sed', 'nq', 'ovf', 'lblc', 'lblcr'];

/** @param canHold whether the client has what holds many connections open, python3. */
export function wayFor({ protocol, scheduler }: VirtualService, canHold: boolean): Way {
  if (protocol === 'udp') return 'datagrams';
  return canHold && byLoad.includes(scheduler) ? 'held' : 'in turn';
}
