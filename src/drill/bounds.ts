import type { Cluster, Destination, Director, VirtualService } from '../cluster/cluster.ts';
import { skewUnit } from '../verify/failover-bound.ts';
import type { Bound, ProbeSettings } from './drill.ts';

type Term = Bound['terms'][number];

/**
 * The longest hand-over between two directors that both live, measured on the lab: the new one has the address before the
 * old one lets go of it, and the client learns by a gratuitous ARP.
 */
const handOver: Term = { name: 'hand-over of the address', milliseconds: 500 };

/**
 * The master dies without a word: three advertisements that do not come, and the skew of the backup (RFC 3768, 6.1 for
 * version 2; RFC 5798, 6.1 for version 3).
 */
export function deathBound(cluster: Cluster, standby: Director, probe: ProbeSettings): Bound {
  const interval = (cluster.vrrp?.advertInterval ?? 1) * 1000;
  return boundOf([
    { name: '3 × advert_int', milliseconds: 3 * interval },
    skewOf(cluster, standby),
    ...probeTerms(probe),
  ]);
}

/** The master says that it goes, by an advertisement of priority 0: the backup waits for its skew alone. */
export function leaveBound(cluster: Cluster, standby: Director, probe: ProbeSettings): Bound {
  return boundOf([skewOf(cluster, standby), ...probeTerms(probe)]);
}

/** Both live: the one takes over while the other still serves. */
export function handOverBound(probe: ProbeSettings): Bound {
  return boundOf([handOver, ...probeTerms(probe)]);
}

/**
 * Until the checkers of all directors have noticed a server that refuses connections: it may have been checked just before,
 * and each further try waits first (`retry` and `delay_before_retry` of keepalived.conf(5)). One that says nothing at all
 * costs `connect_timeout` a try in addition.
 */
export function refusalBound({ delayLoop }: VirtualService, server: Destination, { timeout }: ProbeSettings): Bound {
  const check = server.healthCheck;
  return boundOf([
    { name: 'delay_loop', milliseconds: delayLoop * 1000 },
    {
      name: 'retry × delay_before_retry',
      milliseconds: check === null ? 0 : check.retry * check.delayBeforeRetry * 1000,
    },
    { name: 'checker\u2019s own time', milliseconds: 1000 },
    { name: 'probe timeout', milliseconds: timeout },
  ]);
}

/** Until a server that answers again is sent to again: one round of checks. */
export function returnBound({ delayLoop }: VirtualService, server: Destination, { timeout }: ProbeSettings): Bound {
  const check = server.healthCheck;
  return boundOf([
    { name: 'delay_loop', milliseconds: delayLoop * 1000 },
    {
      name: 'retry × delay_before_retry',
      milliseconds: check === null ? 0 : check.retry * check.delayBeforeRetry * 1000,
    },
    { name: 'connect_timeout', milliseconds: (check?.connectTimeout ?? 0) * 1000 },
    { name: 'probe timeout', milliseconds: timeout },
  ]);
}

/** keepalived sees a file that it follows change at once (inotify(7)), and sets the weight. */
export function drainBound({ timeout }: ProbeSettings): Bound {
  return boundOf([
    { name: 'keepalived\u2019s own time', milliseconds: 1000 },
    { name: 'probe timeout', milliseconds: timeout },
  ]);
}

/** All instances of a sync group wait for the slowest: version 3, which IPv6 always has, takes the interval for its unit. */
function skewOf(cluster: Cluster, { priority }: Director): Term {
  return {
    name: `skew of priority ${priority}`,
    milliseconds: Math.round(((256 - priority) / 256) * skewUnit(cluster) * 1000),
  };
}

function probeTerms({ rate, timeout }: ProbeSettings): readonly Term[] {
  return [
    { name: 'probe interval', milliseconds: Math.ceil(1000 / rate) },
    { name: 'probe timeout', milliseconds: timeout },
  ];
}

function boundOf(terms: readonly Term[]): Bound {
  return { total: terms.reduce((sum, { milliseconds }) => sum + milliseconds, 0), terms };
}
