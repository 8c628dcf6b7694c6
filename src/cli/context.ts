import { Command } from 'commander';
import type { DrillOptions, DrilledCluster } from '../drill/drill-cluster.ts';
import type { ScenarioName } from '../drill/drill.ts';
import type { PlannedRun } from '../engine/index.ts';
import type { FoundLocks } from '../engine/unlock.ts';
import type { History } from '../history/history.ts';
import type { Archive, Host } from '../inventory/host.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { LoadedInventory } from '../inventory/parse.ts';
import type { Session } from '../shell/session.ts';
import type { VerifyReport } from '../verify/report.ts';
import type { SecretMemory } from './ask-secret.ts';
import type { Io } from './io.ts';
import type { Voice } from './voice.ts';

/** What the commands do their work with; files are named as the user named them. */
export interface Engine {
  plan(request: PlanRequest): Promise<Planned & Keepable>;
  /**
   * Plans what a saved plan is of; its changes are all that is agreed to.
   * @param elsewhere where the playbook or the inventory is now.
   * @throws PlanChanged when hosts, playbook or inventory moved on since.
   */
  planAgain(file: string, elsewhere: Partial<PlanRequest>): Promise<Planned>;
  /** @param cluster the name of one; all of them when left out. */
  verify(inventory: string, cluster?: string): Promise<readonly VerifyReport[]>;
  /** @throws UsageError, Degraded, LockHeld before anything is done; Interrupted when everything is as it was again. */
  drill(request: DrillRequest): Promise<DrilledCluster>;
  /** Switches each director off and on again, and sees that the VIP goes and comes back. */
  trySwitches(request: TrySwitchesRequest): Promise<readonly VerifyReport[]>;
  /** @param pattern a host pattern. */
  findLocks(inventory: string, pattern: string): Promise<FoundLocks>;
  /** Reads an inventory, without a secret that has to be asked for; its doubts that no rule has are shown. */
  lint(inventory: string): Promise<Pick<LoadedInventory, 'file' | 'findings'>>;
  /** Reads an inventory for what it says, without a secret that has to be asked for. */
  readInventory(inventory: string): Promise<Pick<LoadedInventory, 'hosts' | 'clusters' | 'explain'>>;
  selectHosts(inventory: string, pattern: string): Promise<readonly Host[]>;
  /** Reads the inventory; connects to no host yet. @param pattern a host pattern. */
  openHosts(inventory: string, pattern: string, options?: OpenHostsOptions): Promise<OpenHosts>;
  /** @throws UsageError when there is no folder for them. */
  findArchives(inventory: string, options?: FindArchivesOptions): Promise<FoundArchives>;
}

/** What is to be done to a cluster, and who is told. */
export interface DrillRequest extends Pick<
  DrillOptions,
  'rounds' | 'choice' | 'probe' | 'signal' | 'tell' | 'onReport'
> {
  readonly inventory: string;
  readonly cluster: string | undefined;
  readonly scenarios: readonly ScenarioName[];
  /** Asked about a cluster that is not marked as one that may be struck. */
  readonly confirm: (cluster: string) => Promise<boolean>;
}

export interface TrySwitchesRequest {
  readonly inventory: string;
  readonly cluster?: string | undefined;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

export interface OpenHostsOptions {
  /** False: as the user who logs in. */
  readonly become?: boolean;
  /** Nothing is shown while they are visited, so that it may be said which of them are waited for. */
  readonly saysWaiting?: boolean;
}

/** The hosts of a pattern, and how to connect to any host of their inventory; what comes back holds none of its secrets. */
export interface OpenHosts {
  readonly hosts: readonly Host[];
  readonly inventory: Inventory;
  readonly open: (host: Host) => Promise<Session>;
}

export interface FindArchivesOptions {
  /** The folder for them; left out, the one that the inventory names. */
  readonly to?: string;
  /** Those of programs that come as packages too. */
  readonly all?: boolean;
}

/** What the hosts of an inventory build from, and where it is to lie on this machine. */
export interface FoundArchives {
  readonly archives: readonly Archive[];
  readonly folder: string;
  /** The inventory names that folder. */
  readonly isOfInventory: boolean;
}

/** A plan, and what was asked for: said by a kept plan, with the patterns in the place of `@FILE`. */
export interface Planned extends PlannedRun {
  readonly request: PlanRequest;
}

export interface Keepable {
  /** Keeps the plan in a file. */
  save(file: string): void;
}

export interface PlanRequest {
  readonly playbook: string;
  readonly inventory: string;
  /** A host pattern, or `@FILE` with one a line. */
  readonly limit?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly skipTags?: readonly string[] | undefined;
  readonly discardChanges?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Context {
  readonly io: Io;
  readonly voice: Voice;
  readonly engine: Engine;
  readonly history: History;
  /** Null where nobody is there to answer. */
  readonly secrets: SecretMemory | null;
}

/** Options that every command on an inventory has. */
export interface InventoryOptions {
  readonly inventory: string;
  readonly json?: boolean;
  /** Read for all commands in one place (`prepare` of program.ts). */
  readonly quiet?: boolean;
}

/** Those of a command that connects to hosts. */
export interface ConnectingOptions extends InventoryOptions {
  /** How often it was asked for. */
  readonly verbose?: number;
}

/** @returns a command with the options of every command on an inventory. */
export function inventoryCommand(name: string): Command {
  return new Command(name)
    .option('-i, --inventory <file>', 'the inventory, here or in a folder above', 'inventory.yaml')
    .option('--json', 'print data for a program')
    .option('-q, --quiet', 'no progress and no notes: only what was asked for, and what is not well');
}

/** @returns the same for one that connects to hosts. */
export function connectingCommand(name: string): Command {
  return inventoryCommand(name).option(
    '-v, --verbose',
    'show what each step on a host prints; -vv: the scripts as well',
    (_, times) => times + 1,
    0,
  );
}
