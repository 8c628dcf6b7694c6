import type { Cluster } from '../cluster/cluster.ts';
import type { Facts } from '../facts/facts.ts';
import type { Host } from '../inventory/host.ts';
import type { Resource } from '../resources/resource.ts';
import type { Check } from '../verify/check.ts';

/** What a role knows when it says what it wants of a host. */
export interface RoleContext {
  readonly host: Host;
  readonly cluster: Cluster;
  readonly facts: Facts;
}

/** A pure function from a host, its cluster and its facts to the resources wanted there, in the order they are applied. */
export interface Role {
  readonly name: string;
  /** Words that `--tags` and `--skip-tags` know it by, besides its name. */
  readonly tags?: readonly string[];
  resources(context: RoleContext): readonly Resource[];
}

/** Hosts at a time: a number, or a share of the play's hosts, `25%`, rounded down and at least one. */
export type BatchSize = number | `${number}%`;

/** Hosts and the roles they get; the unit of facts. */
export interface Play {
  readonly name?: string;
  /** A host pattern: `directors`, `web:&realServers`, `all:!lb2`. */
  readonly hosts: string;
  /** Of these the hosts of such clusters alone, so that others are not read for nothing; all of them when left out. */
  readonly where?: (cluster: Cluster) => boolean;
  /** All hosts at once when left out. Of a list each size is one batch and the last one is that of all the rest: `[1, '20%', '100%']`. */
  readonly serial?: BatchSize | readonly BatchSize[];
  /**
   * Hosts that may fail, or be out of reach, before the run ends; they are left behind and get no further play. 0 when left
   * out: with a gate say another number only where the cluster is whole without them.
   */
  readonly maxFailed?: number;
  /** `standby-first`: the live holder of a VIP comes last, whatever its priority says. */
  readonly order?: 'inventory' | 'standby-first';
  readonly roles: readonly Role[];
  /**
   * What has left the model is taken back in the first play that reaches its host: of all roles of the playbook, of these
   * alone, or of any role there ever was.
   */
  readonly removes?: readonly string[] | 'all';
  /** Checks that must hold before the first batch is touched: what may not be done to a cluster that is not whole. */
  readonly requires?: readonly Check[];
  /** Checks that must hold after a batch that changed something, before the next one is touched. */
  readonly gate?: readonly Check[];
}

export interface Playbook {
  readonly name: string;
  readonly plays: readonly Play[];
}

/** Says a role; gives it back with its types checked. */
export function defineRole(role: Role): Role {
  return role;
}

/** @returns the same role with more tags. */
export function tagged(role: Role, ...tags: readonly string[]): Role {
  return { ...role, tags: [...(role.tags ?? []), ...tags] };
}

/** Says a playbook; a file's default export. */
export function definePlaybook(playbook: Playbook): Playbook {
  return playbook;
}
