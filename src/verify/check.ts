import type { Cluster } from '../cluster/cluster.ts';
import type { Shell } from '../shell/shell.ts';

/** A read-only question to one host. Two checks that ask a host the same script share one answer. */
export interface Question {
  readonly host: string;
  readonly script: Shell;
}

export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly stdout: string;
      readonly stderr: string;
      /** Between which two moments it was given, by the clock of this machine, in milliseconds since 1970. */
      readonly between?: readonly [from: number, to: number];
    }
  | { readonly kind: 'unreachable'; readonly reason: string };

export type Outcome = 'ok' | 'failed' | 'cannot tell';

/** `critical`: clients are without service, or may be at once. `warning`: they would be after the next fault or reboot. */
export type Severity = 'critical' | 'warning';

/** What a check says of one host, or of the cluster when `host` is null. */
export interface Verdict {
  readonly host: string | null;
  readonly outcome: Outcome;
  readonly expected: string;
  readonly found: string;
  /** The raw output that the verdict rests on; shown when it is not ok. */
  readonly evidence?: string;
  /** Where it failed: what mends it safely, as a person would type it. */
  readonly repair?: string;
}

/** One thing that must hold. Pure: what to ask, and what the answers mean. */
export interface Check {
  /** `vip-has-one-owner`. */
  readonly id: string;
  readonly title: string;
  /** The step of the document that asks for it: `11`, `17`, `test 3`. */
  readonly step: string;
  readonly severity: Severity;
  /** Where else it is asked for: a man page, an RFC, a file of the kernel's documentation. */
  readonly source?: string;
  /** Compares hosts with the model, so that in the middle of a rollout it can only hold for those that had their turn. */
  readonly holdsAfterRollout?: boolean;
  asks(cluster: Cluster): readonly Question[];
  /**
   * @param answer gives the answer to a question that `asks` returned.
   * @param rolledOut in the middle of a rollout, the hosts that had their turn; left out, all of them.
   */
  judge(cluster: Cluster, answer: (question: Question) => Answer, rolledOut?: readonly string[]): readonly Verdict[];
}
