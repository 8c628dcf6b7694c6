import { partOf } from '../cluster/cluster.ts';
import type { LvsdeployError } from '../errors.ts';
import { isLvsdeployError } from '../errors.ts';
import { factSnippets, parseFacts } from '../facts/read.ts';
import type { Facts } from '../facts/facts.ts';
import type { Host } from '../inventory/host.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { selectHosts } from '../inventory/pattern.ts';
import type { Mask } from '../mask.ts';
import type { Play, Playbook } from '../playbook/playbook.ts';
import type { Connections } from './connections.ts';
import { expandRoles } from './expand.ts';
import { lockSnippet, parseLock, type HostLock } from './lock.ts';
import { manifestSnippet, parseManifest } from './manifest.ts';
import { maskTask } from './mask-task.ts';
import { orderHosts } from './order.ts';
import { readHost } from './apply-host.ts';
import { predictLater } from './predict.ts';
import { removalTasks, type RemovalScope } from './removal.ts';
import { batchHosts } from './rollout.ts';
import { refuseUnknownTags, selectTasks, tagsOf, type TagSelection } from './tags.ts';
import type { Plan, PlannedTask, PlayPlan, Task } from './plan.ts';

/** A host that was read for a play: what is wanted of it and how far it is from that. */
export interface ReadHost {
  readonly host: Host;
  readonly name: string;
  readonly facts: Facts;
  readonly tasks: readonly Task[];
  readonly planned: readonly PlannedTask[];
  /** Those of all tasks of the play, of the ones left out too. */
  readonly tags: ReadonlySet<string>;
  /** Who had the host when it was read. */
  readonly lock: HostLock | null;
  readonly roundTrips: number;
}

export interface UnreadHost {
  readonly host: Host;
  readonly error: LvsdeployError;
}

export interface ReadPlay {
  readonly play: Play;
  /** Its place in the playbook. */
  readonly index: number;
  readonly name: string;
  readonly batches: readonly (readonly ReadHost[])[];
  readonly failed: readonly UnreadHost[];
}

export interface PlanRequest extends TagSelection {
  readonly playbook: Playbook;
  readonly inventory: Inventory;
  /** A host pattern; hosts outside it are not touched. */
  readonly limit?: string | undefined;
  readonly connections: Connections;
  /** Hides the secrets of the inventory. */
  readonly mask: Mask;
  /** Take back also files that another hand changed since they were written. */
  readonly discardChanges?: boolean | undefined;
}

/** Reads every host of every play, changing nothing: two round trips a host and play. */
export async function readPlaybook(request: PlanRequest): Promise<readonly ReadPlay[]> {
  const { playbook, inventory, limit } = request;
  const allowed = new Set(limit === undefined ? inventory.hosts : selectHosts(inventory.hosts, limit));
  const plays: ReadPlay[] = [];
  for (const [index, play] of playbook.plays.entries()) {
    const hosts = hostsOf(play, inventory).filter((host) => allowed.has(host));
    const read = await Promise.all(hosts.map((host) => readOrError(play, host, request)));
    const good = read.filter((result) => 'planned' in result).map((host) => predictLater(plays, host));
    const ordered = orderHosts(play, good, inventory.clusters);
    const failed = read.filter((result) => 'error' in result);
    plays.push({ play, index, name: play.name ?? play.hosts, batches: batchHosts(play, ordered), failed });
  }
  // The tags of resources are known once their hosts are.
  if (plays.every(({ failed }) => failed.length === 0)) refuseUnknownTags(request, knownTags(plays));
  return plays;
}

function hostsOf({ hosts, where }: Play, inventory: Inventory): readonly Host[] {
  const selected = selectHosts(inventory.hosts, hosts);
  if (where === undefined) return selected;
  const clusters = inventory.clusters.filter(where);
  return selected.filter(({ name }) => clusters.some((cluster) => partOf(cluster, name) !== null));
}

function knownTags(plays: readonly ReadPlay[]): ReadonlySet<string> {
  const roles = plays.flatMap(({ play }) => play.roles.flatMap(({ name, tags = [] }) => [name, ...tags]));
  const tasks = plays.flatMap(({ batches }) => batches.flat().flatMap(({ tags }) => [...tags]));
  return new Set([...roles, ...tasks]);
}

/** @returns what one host needs for one play, read just now. */
export async function readHostForPlay(play: Play, host: Host, request: PlanRequest): Promise<ReadHost> {
  const { inventory, connections, mask } = request;
  const session = await connections.to(host);
  const before = session.roundTrips;
  const results = await session.run([...factSnippets, manifestSnippet, lockSnippet]);
  const facts = parseFacts(results, host.name);
  const [manifest, lock] = results.slice(factSnippets.length);
  const scope = removalScope(play, host, facts, request);
  const removals = removalTasks(parseManifest(manifest?.stdout ?? ''), scope);
  // Of what is wanted alone: what is taken back in this turn must not count for the order in which the rest is taken back one day.
  const wanted = expandRoles(play, host, inventory.clusters, facts).map((task, order) => ({ ...task, order }));
  const all = [...removals, ...wanted].map((task) => maskTask(host.name, task, mask));
  const tasks = selectTasks(all, request);
  const planned = await readHost(session, tasks);
  const tags = new Set(all.flatMap(tagsOf));
  return {
    host,
    name: host.name,
    facts,
    tasks,
    planned,
    tags,
    lock: parseLock(lock?.stdout ?? ''),
    roundTrips: session.roundTrips - before,
  };
}

/** @returns the plan as it is shown, saved and confirmed. */
export function planOf(playbook: Playbook, plays: readonly ReadPlay[]): Plan {
  return { playbook: playbook.name, plays: plays.map(planOfPlay) };
}

function planOfPlay({ name, batches, failed }: ReadPlay): PlayPlan {
  return {
    name,
    hosts: batches.flat().map(({ name, planned }) => ({ host: name, tasks: planned })),
    batches: batches.map((batch) => batch.map(({ name }) => name)),
    failed: failed.map(({ host, error }) => ({ host: host.name, error })),
  };
}

/** What some play of the playbook wants on this host stays, whichever play is at work. */
function removalScope(play: Play, host: Host, facts: Facts, request: PlanRequest): RemovalScope {
  const { playbook, inventory, discardChanges = false } = request;
  const plays = playbook.plays.filter(({ hosts }) => selectHosts(inventory.hosts, hosts).includes(host));
  const wanted = plays.flatMap((each) => expandRoles(each, host, inventory.clusters, facts));
  const { removes = playbook.plays.flatMap(({ roles }) => roles.map(({ name }) => name)) } = play;
  return {
    wanted: new Set(wanted.map(({ resource }) => resource.id)),
    roles: removes === 'all' ? null : new Set(removes),
    discardChanges,
  };
}

async function readOrError(play: Play, host: Host, request: PlanRequest): Promise<ReadHost | UnreadHost> {
  try {
    return await readHostForPlay(play, host, request);
  } catch (error) {
    if (isLvsdeployError(error)) return { host, error };
    throw error;
  }
}
