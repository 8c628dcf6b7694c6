import type { Check, Verdict } from './check.ts';
import type { Seen } from './seen.ts';

/** What every check said of one cluster. */
export interface VerifyReport {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly results: readonly { readonly check: Check; readonly verdicts: readonly Verdict[] }[];
  /** Batches sent to ask all of it: one a host. */
  readonly roundTrips?: number;
  /** The cluster as the same answers show it. */
  readonly seen?: Seen;
}
