import type { Shell } from '../shell/shell.ts';

/** What a reading found. Unknown (no permission, tool missing, output not understood) is never taken for absent. */
export type Observation<Value = unknown> =
  | { readonly kind: 'found'; readonly value: Value }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * A kind of read-only question about a host. All readings of one kind become one snippet, so that the number of processes
 * does not grow with the number of things read.
 */
export interface ReadingKind<Key = unknown, Value = unknown> {
  /** Unique, `path`, `package`. */
  readonly name: string;
  /** What it reads is on the disk: a reboot does not change it. Anything else may be otherwise afterwards, and is read again. */
  readonly outlastsReboot?: boolean;
  /** Two keys with one text are one reading. */
  keyOf(key: Key): string;
  compile(keys: readonly Key[]): Shell;
  /** @returns an observation for every key, by `keyOf`; a key left out is unknown. `status` is the snippet's exit status. */
  parse(
    output: { readonly status: number; readonly stdout: string; readonly stderr: string },
    keys: readonly Key[],
  ): ReadonlyMap<string, Observation<Value>>;
}

export interface Reading<Key = unknown, Value = unknown> {
  readonly kind: ReadingKind<Key, Value>;
  readonly key: Key;
}

/** Looks up what a reading found. */
export type Observed = <Key, Value>(reading: Reading<Key, Value>) => Observation<Value>;

/** One difference between the state found and the state wanted, as a person reads it. */
export interface Change {
  /** What differs, `content`, `mode`, `version`. */
  readonly what: string;
  /** Null: there was nothing. */
  readonly from: string | null;
  /** Null: there will be nothing. */
  readonly to: string | null;
  /** `text` is shown as a line diff. */
  readonly format: 'value' | 'text';
  /** Both values are shown masked. */
  readonly secret?: boolean;
  /** What is wrong for as long as some hosts have what was and others what will be: they have to change together. */
  readonly apart?: string;
}

/** A step that the engine performs; data, so that a plan is exact. It exits 0 or it failed. */
export interface Action {
  /** What it does, in the imperative: `install keepalived`. */
  readonly description: string;
  readonly script: Shell;
  /** Runs apart from the connection with a followed log, so that a lost link neither kills it nor loses its result. */
  readonly detached?: boolean;
  /** Names of the hosts that it runs on, all at once, instead of the host of the task: directors stop sending to a server. */
  readonly on?: readonly string[];
  /** The host reboots after it: what follows waits until it is back with another boot id. */
  readonly reboots?: boolean;
  /**
   * A file of this machine whose content is put on the host before the script runs: for what is too large to travel inside
   * it. The script checks that it is whole.
   */
  readonly sends?: { readonly file: string; readonly to: string };
  /** Seconds that it may take: 300 when left out, 1800 for a detached one, 600 for one that reboots, until it is back. */
  readonly timeout?: number;
}

export type Comparison =
  | { readonly state: 'converged' }
  | {
      readonly state: 'differs';
      readonly changes: readonly [Change, ...Change[]];
      readonly actions: readonly [Action, ...Action[]];
    }
  | { readonly state: 'unknown'; readonly reason: string };

/**
 * How what a resource made is taken back once it has left the model. The scripts run in a folder of the host that is kept
 * for this one resource until then, so they may leave files there for each other.
 */
export interface Undo {
  /** Keeps what was there; runs once, before the first change. */
  readonly keep?: Shell;
  /** Puts it back. Some of it may be gone already; exits 0 or it failed. */
  readonly restore: Shell;
  /** Takes long, or must not be cut short. */
  readonly detached?: boolean;
  /** A file whose content must be the one that was written last: what another hand changed since is not taken back unasked. */
  readonly watches?: string;
  /** It copes with what another hand changed, so nobody needs to be asked. */
  readonly keepsOthersChanges?: boolean;
}

/** The unit of idempotence: what to read, how to compare it with what is wanted, and how to get there. It does no I/O itself. */
export interface Resource {
  /** `kind:name`, unique on a host: `file:/etc/keepalived/keepalived.conf`, `package:keepalived`. */
  readonly id: string;
  readonly reads: readonly Reading[];
  compare(observed: Observed): Comparison;
  /** Ids of resources of the same host that must converge before this one's reading means anything; until then it is pending. */
  readonly after?: readonly string[];
  /** Its actions may reboot the host: what the plan has read of later plays may mean nothing by then. */
  readonly mayReboot?: boolean;
  /** Handlers to run when this one changes; a marker is left on the host before the change. */
  readonly notify?: readonly string[];
  /** Words that `--tags` and `--skip-tags` know it by, besides those of its role. */
  readonly tags?: readonly string[];
  /** Handlers whose work a change of this resource does as well (a start reads the new configuration: no reload needed). */
  readonly satisfies?: readonly string[];
  /** Left out: nothing is taken back when the resource leaves the model. */
  readonly undo?: Undo;
  /** Seconds that the state may take to show after the change. */
  readonly settles?: number;
}
