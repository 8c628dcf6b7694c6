import type { LvsdeployError } from '../errors.ts';
import { isLvsdeployError } from '../errors.ts';
import { readFacts } from '../facts/read.ts';
import type { Facts } from '../facts/facts.ts';
import type { Host } from '../inventory/host.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { selectHosts } from '../inventory/pattern.ts';
import type { Play, Playbook } from '../playbook/playbook.ts';
import type { Connections } from './connections.ts';
import { expandRoles } from './expand.ts';
import { batchHosts, orderHosts } from './order.ts';
import { readHost } from './apply-host.ts';
import type { Plan, PlannedTask, PlayPlan, Task } from './plan.ts';

/** A host that was read for a play: what is wanted of it and how far it is from that. */
export interface ReadHost {
  readonly host: Host;
  readonly name: string;
  readonly facts: Facts;
  readonly tasks: readonly Task[];
  readonly planned: readonly PlannedTask[];
  readonly roundTrips: number;
}

export interface UnreadHost {
  readonly host: Host;
  readonly error: LvsdeployError;
}

export interface ReadPlay {
  readonly play: Play;
  readonly name: string;
  readonly batches: readonly (readonly ReadHost[])[];
  readonly failed: readonly UnreadHost[];
}

export interface PlanRequest {
  readonly playbook: Playbook;
  readonly inventory: Inventory;
  /** A host pattern; hosts outside it are not touched. */
  readonly limit?: string | undefined;
  readonly connections: Connections;
}

/** Reads every host of every play, changing nothing: two round trips a host and play. */
export async function readPlaybook({
  playbook,
  inventory,
  limit,
  connections,
}: PlanRequest): Promise<readonly ReadPlay[]> {
  const allowed = new Set(limit === undefined ? inventory.hosts : selectHosts(inventory.hosts, limit));
  const plays: ReadPlay[] = [];
  for (const play of playbook.plays) {
    const hosts = selectHosts(inventory.hosts, play.hosts).filter((host) => allowed.has(host));
    const read = await Promise.all(hosts.map((host) => readOrError(play, host, inventory, connections)));
    const good = read.filter((result) => 'planned' in result);
    const ordered = orderHosts(play, good, inventory.clusters);
    const failed = read.filter((result) => 'error' in result);
    plays.push({ play, name: play.name ?? play.hosts, batches: batchHosts(play, ordered), failed });
  }
  return plays;
}

/** @returns what one host needs for one play, read just now. */
export async function readHostForPlay(
  play: Play,
  host: Host,
  inventory: Inventory,
  connections: Connections,
): Promise<ReadHost> {
  const session = await connections.to(host);
  const before = session.roundTrips;
  const facts = await readFacts(session);
  const tasks = expandRoles(play, host, inventory.clusters, facts);
  const planned = await readHost(session, tasks);
  return { host, name: host.name, facts, tasks, planned, roundTrips: session.roundTrips - before };
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

async function readOrError(
  play: Play,
  host: Host,
  inventory: Inventory,
  connections: Connections,
): Promise<ReadHost | UnreadHost> {
  try {
    return await readHostForPlay(play, host, inventory, connections);
  } catch (error) {
    if (isLvsdeployError(error)) return { host, error };
    throw error;
  }
}
