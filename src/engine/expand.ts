import { isNativeError } from 'node:util/types';
import { partOf, type Cluster } from '../cluster/cluster.ts';
import { isLvsdeployError, type LvsdeployError, messageOf, UsageError } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import type { Host } from '../inventory/host.ts';
import type { Play, Role, RoleContext } from '../playbook/playbook.ts';
import { refuseNoResources } from '../playbook/refuse-no-resources.ts';
import type { Resource } from '../resources/resource.ts';
import { refuseImpossibleOrder } from './assess.ts';
import type { Task } from './plan.ts';
import { userFrame } from './user-frame.ts';

/** @returns the tasks that the play's roles want on the host, in declared order. @throws UsageError when they contradict each other. */
export function expandRoles(play: Play, host: Host, clusters: readonly Cluster[], facts: Facts): readonly Task[] {
  if (play.roles.length === 0) return [];
  const own = clustersOf(host, clusters);
  const [cluster, second] = own;
  if (cluster === undefined || second !== undefined) throw notInOneCluster(host, own);
  const tasks = play.roles.flatMap((role) =>
    resourcesOf(role, { host, cluster, facts }).map((resource) => ({
      role: role.name,
      ...(role.tags && { tags: role.tags }),
      resource,
    })),
  );
  refuseImpossibleOrder(host.name, tasks);
  return tasks;
}

function notInOneCluster({ name }: Host, clusters: readonly Cluster[]): UsageError {
  if (clusters.length === 0) {
    return new UsageError('the host is in no cluster, and the roles of this play need one', {
      place: name,
      hint: 'Put it into a cluster of the inventory, or leave it out of the pattern of the play.',
    });
  }
  const names = clusters.map((cluster) => cluster.name).join(' and ');
  return new UsageError(`the host is in the clusters ${names}: the scripts of one would replace those of the other`, {
    place: name,
    hint: 'One cluster a host, for now: give one cluster the virtual services of both.',
  });
}

/** What a role refuses, it refuses for the host that it was asked about. */
function resourcesOf(role: Role, context: RoleContext): readonly Resource[] {
  const place = `${context.host.name} › ${role.name}`;
  let wanted: unknown;
  try {
    wanted = role.resources(context);
  } catch (error) {
    throw isLvsdeployError(error) ? refusedIn(place, error) : slipIn(place, error);
  }
  refuseNoResources(wanted, place);
  return wanted;
}

function refusedIn(place: string, error: LvsdeployError): UsageError {
  return new UsageError(error.message, {
    place: error.place === undefined ? place : `${place} › ${error.place}`,
    cause: error,
    ...(error.hint !== undefined && { hint: error.hint }),
  });
}

/** @returns what to say of an exception in a user's role; one that no file of the user's has a part in stays a bug of this program. */
function slipIn(place: string, error: unknown): unknown {
  const frame = userFrame(error);
  if (frame === null && isNativeError(error)) return error;
  return new UsageError(`its resources cannot be made: ${isNativeError(error) ? String(error) : messageOf(error)}`, {
    place,
    hint: frame === null ? 'Mend the role.' : `Mend the role at ${frame}.`,
    cause: error,
  });
}

/** @returns the clusters that the host has a part in. */
export function clustersOf(host: Host, clusters: readonly Cluster[]): readonly Cluster[] {
  return clusters.filter((cluster) => partOf(cluster, host.name) !== null);
}
