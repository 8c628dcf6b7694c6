import type { Cluster } from '../cluster/cluster.ts';
import type { Facts } from '../facts/facts.ts';
import type { Play } from '../playbook/playbook.ts';

interface ReadHost {
  readonly name: string;
  readonly facts: Facts;
}

/**
 * @returns the hosts in the order they are touched. With `standby-first` whoever holds a VIP now comes last, whatever its
 * priority; but first when it holds it without keepalived, for then no other director could take it over.
 */
export function orderHosts<Host extends ReadHost>(
  play: Play,
  hosts: readonly Host[],
  clusters: readonly Cluster[],
): readonly Host[] {
  if (play.order !== 'standby-first') return hosts;
  const rank = (host: Host) => (holdsVip(host, clusters) ? (host.facts.runsKeepalived ? 2 : 0) : 1);
  const byPriority = (host: Host) => priorityOf(host, clusters);
  return hosts.toSorted((a, b) => rank(a) - rank(b) || byPriority(a) - byPriority(b));
}

function holdsVip({ facts }: ReadHost, clusters: readonly Cluster[]): boolean {
  const vips = new Set(clusters.flatMap(({ vips }) => vips.map(({ address }) => address)));
  const isLocal = (name: string) => name === 'lo';
  return facts.interfaces.some(
    ({ name, addresses }) => !isLocal(name) && addresses.some(({ address }) => vips.has(address)),
  );
}

// Where nobody holds a VIP yet the future backup goes first, so that the master finds a peer when it comes up.
function priorityOf({ name }: ReadHost, clusters: readonly Cluster[]): number {
  return clusters.flatMap(({ directors }) => directors).find((director) => director.name === name)?.priority ?? 0;
}
