import type { Cluster } from '../cluster/cluster.ts';
import { UsageError } from '../errors.ts';
import type { ReadHost, ReadPlay } from './plan-playbook.ts';

/**
 * Directors that do not hear each other while one has a change and the other has not: in a play that takes one after the other
 * each would hold the VIPs, and no gate between them could be passed.
 * @throws UsageError before anything is done, with what to do instead; not where only one of them is at work.
 */
export function refuseApart(plays: readonly ReadPlay[], clusters: readonly Cluster[]): void {
  for (const { name, batches } of plays) {
    for (const { directors } of clusters) {
      const isDirector = (host: ReadHost) => directors.some((director) => director.name === host.name);
      const torn = batches
        .map((batch) => batch.filter((host) => isDirector(host) && host.facts.runsKeepalived && apartIn(host) !== null))
        .filter((batch) => batch.length > 0);
      const last = torn.at(-1)?.[0];
      const before = torn.slice(0, -1).flat();
      if (last === undefined || before.length === 0) continue;
      const names = before.map((host) => host.name).join(',');
      throw new UsageError(
        `${names}, then ${last.name} would get a change one after the other: ${apartIn(last) ?? ''}`,
        {
          place: name,
          hint: `Nothing was changed. Stop the standby for that time, then there is none meanwhile:
lvsdeploy exec ${names} -- /sbin/lvsdr.sh stop
lvsdeploy run PLAYBOOK --limit 'all:!${before.map((host) => host.name).join(':!')}'
lvsdeploy run PLAYBOOK`,
        },
      );
    }
  }
}

/** @returns what is wrong for as long as a host has its changes and others have not, or null. */
export function apartIn({ planned }: ReadHost): string | null {
  const changes = planned.flatMap(({ planned: state }) => (state.state === 'differs' ? state.changes : []));
  return changes.find(({ apart }) => apart !== undefined)?.apart ?? null;
}
