import { partOf, type Cluster } from '../cluster/cluster.ts';
import { UsageError } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import type { Host } from '../inventory/host.ts';
import type { Play } from '../playbook/playbook.ts';
import { refuseImpossibleOrder } from './assess.ts';
import type { Task } from './plan.ts';

/** @returns the tasks that the play's roles want on the host, in declared order. @throws UsageError when they contradict each other. */
export function expandRoles(play: Play, host: Host, clusters: readonly Cluster[], facts: Facts): readonly Task[] {
  if (play.roles.length === 0) return [];
  const own = clustersOf(host, clusters);
  if (own.length === 0) {
    throw new UsageError('the host is in no cluster, and the roles of this play need one', {
      place: host.name,
      hint: 'Put it into a cluster of the inventory, or leave it out of the pattern of the play.',
    });
  }
  const tasks = own.flatMap((cluster) =>
    play.roles.flatMap((role) =>
      role
        .resources({ host, cluster, facts })
        .map((resource) => ({ role: role.name, ...(role.tags && { tags: role.tags }), resource })),
    ),
  );
  refuseImpossibleOrder(host.name, tasks);
  return tasks;
}

/** @returns the clusters that the host has a part in. */
export function clustersOf(host: Host, clusters: readonly Cluster[]): readonly Cluster[] {
  return clusters.filter((cluster) => partOf(cluster, host.name) !== null);
}
