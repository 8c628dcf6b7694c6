import type { LvsdeployError } from '../errors.ts';
import type { Verdict } from '../verify/check.ts';

export type HostOutcome = 'ok' | 'failed' | 'unreachable' | 'interrupted' | 'not run';

interface TaskPlace {
  readonly play: string;
  readonly host: string;
  readonly role: string;
  /** Id of the resource. */
  readonly resource: string;
}

/** What happens during a run, as it happens; times are milliseconds. */
export type RunEvent =
  | { readonly type: 'play-started'; readonly play: string; readonly hosts: readonly string[] }
  /** The VIP moved since the plan: the hosts that wait for their turn, as they come now. */
  | { readonly type: 'order-changed'; readonly play: string; readonly hosts: readonly string[] }
  | { readonly type: 'host-started'; readonly play: string; readonly host: string }
  /** Something about a host that is worth knowing, and stops nobody. */
  | {
      readonly type: 'host-note';
      readonly host: string;
      readonly text: string;
      /** Of something that is tried again: when it is given up, milliseconds since the epoch. */
      readonly until?: number;
    }
  | (TaskPlace & {
      readonly type: 'task-started';
      /** What it does first. */
      readonly action: string;
      /** All that it does, with the scripts as they may be shown. */
      readonly actions: readonly { readonly description: string; readonly script: string }[];
    })
  | (TaskPlace & { readonly type: 'task-output'; readonly stream: 'stdout' | 'stderr'; readonly text: string })
  | (TaskPlace & {
      readonly type: 'task-done';
      readonly outcome: 'changed' | 'failed' | 'not run';
      readonly milliseconds: number;
      readonly error?: LvsdeployError;
    })
  | (HostSummary & { readonly type: 'host-done'; readonly play: string })
  | {
      readonly type: 'gate-waiting';
      readonly play: string;
      readonly checks: readonly string[];
      /** Milliseconds since the epoch. */
      readonly until: number;
    }
  | { readonly type: 'gate-passed'; readonly play: string; readonly milliseconds: number }
  | { readonly type: 'gate-failed'; readonly play: string; readonly verdicts: readonly Verdict[] };

/** How a host's turn in a play ended. */
export interface HostSummary {
  readonly host: string;
  readonly changed: number;
  readonly outcome: HostOutcome;
  readonly milliseconds: number;
  /** Round trips of this host in this play, connecting aside. */
  readonly roundTrips: number;
  readonly error?: LvsdeployError;
}

export interface RunSummary {
  /** One for each host and play, in the order they ended. */
  readonly hosts: readonly HostSummary[];
  readonly ok: boolean;
  /** What ended the run besides a host's failure: a gate that did not hold. */
  readonly error?: LvsdeployError;
}
