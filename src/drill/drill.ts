import type { Scheduler } from '../cluster/cluster.ts';
import type { Outcome } from '../verify/check.ts';

/** What may be done to a cluster to see that it holds; in the order in which `all` does them. */
export const scenarioNames = [
  'shares',
  'reload',
  'switch-over',
  'stop-keepalived',
  'failback',
  'cut-link',
  'crash-director',
  'drain-real-server',
  'web-down',
  'web-up',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** How the client asks. */
export interface ProbeSettings {
  /** Requests a second, sent whether or not earlier ones were answered. */
  readonly rate: number;
  /** Milliseconds that a request may take, its connection included. */
  readonly timeout: number;
}

/** One request of the client. Times are milliseconds of the client's own clock since the probe began. */
export interface ProbedRequest {
  readonly sentAt: number;
  /** Null while no answer has come. */
  readonly answeredAt: number | null;
  /** The real server that the answer names, if it names one. */
  readonly server: string | null;
  /** Why there was no answer: `timeout`, `refused`, `reset`, `HTTP 503`; null when there was one. */
  readonly error: string | null;
}

/** A connection that stays open all the time, kept alive by the kernel's own probes. */
export type LongConnection =
  | { readonly kind: 'lived'; readonly server: string | null }
  | { readonly kind: 'died'; readonly at: number; readonly error: string }
  /** Why nothing can be said: the server itself ended it, the client has no tool for it. */
  | { readonly kind: 'not measured'; readonly reason: string };

/** Something that was done or seen at a moment, on the client's clock. */
export interface Mark {
  readonly at: number;
  readonly what: string;
  /** The moment from which the bound is counted. */
  readonly isFault: boolean;
}

/** What a director was seen to hold at a moment, on the client's clock. */
export interface Holding {
  readonly at: number;
  readonly director: string;
  readonly vips: readonly string[];
}

/** How long the service may be gone, and why: the sum of its terms. */
export interface Bound {
  /** Milliseconds. */
  readonly total: number;
  readonly terms: readonly { readonly name: string; readonly milliseconds: number }[];
}

export interface DrillFigures {
  readonly sent: number;
  readonly answered: number;
  readonly failed: number;
  /** Answered after more than half a second: a SYN that was lost was sent again, most likely. */
  readonly late: number;
  /** Milliseconds: the longest time between two answers, without the pause that the rate itself makes. */
  readonly outage: number;
  /** The moments between which nothing was answered; null when there were fewer than two answers. */
  readonly gap: { readonly from: number; readonly to: number } | null;
  /** Answers by real server; `unnamed` for those that name none. */
  readonly servedBy: Readonly<Record<string, number>>;
}

/** Who got how much, by the names of real servers. */
export interface MeasuredShares {
  readonly scheduler: Scheduler;
  /** What a simulation of the scheduler gives each; null where its choice cannot be known. */
  readonly expected: Readonly<Record<string, number>> | null;
  /** Answers that name their server; null where they name none. */
  readonly answered: Readonly<Record<string, number>> | null;
  /** New connections that the kernel of the director counted meanwhile; null where that cannot be told. */
  readonly counted: Readonly<Record<string, number>> | null;
  /** Those of them that were not the client's; null with `counted`. */
  readonly others: number | null;
}

/** One thing that a drill had to show. */
export interface DrillVerdict {
  /** `outage-within-bound`, `one-holder`, `no-request-lost`, `long-connection-lives`, `cluster-restored`. */
  readonly id: string;
  readonly title: string;
  readonly outcome: Outcome;
  readonly expected: string;
  readonly found: string;
}

/** What one drill did, measured and found. */
export interface DrillReport {
  readonly cluster: string;
  readonly scenario: ScenarioName;
  /** 1, 2, …: a drill may be repeated. */
  readonly round: number;
  /** The host that was struck; where none was, the director whose counters were read. */
  readonly host: string;
  readonly client: string;
  /** `192.168.1.229:80`. */
  readonly service: string;
  readonly startedAt: string;
  /** What asked, on the client: `python3`, `curl`. */
  readonly tool: string;
  readonly probe: ProbeSettings;
  readonly requests: readonly ProbedRequest[];
  readonly longConnection: LongConnection;
  readonly marks: readonly Mark[];
  readonly holdings: readonly Holding[];
  readonly figures: DrillFigures;
  /** Null where no outage at all is allowed. */
  readonly bound: Bound | null;
  /** Null in a drill that strikes: servers and directors come and go, so there is no one share to expect. */
  readonly shares: MeasuredShares | null;
  readonly verdicts: readonly DrillVerdict[];
}
