import type { Cluster, Destination, Director, Member, VirtualService } from '../cluster/cluster.ts';
import type { Shell } from '../shell/shell.ts';
import type { Bound, DrillReport, ProbeSettings, ScenarioName } from './drill.ts';
import type { DrillTools } from './tools.ts';

/** The cluster as a drill finds it, and what it is aimed at. */
export interface Aim {
  readonly cluster: Cluster;
  /** What the client asks for. */
  readonly service: VirtualService;
  readonly probe: ProbeSettings;
  /** The host that asks. */
  readonly client: Member;
  /** The director that has the VIP now, and the one that is to take over. */
  readonly holder: Director;
  readonly standby: Director;
  /** The real server that is struck where one is. */
  readonly server: Destination;
}

/** Something done to a host, by a script of its root, or to its power, by the operator's command. */
export type Act =
  | { readonly kind: 'script'; readonly script: Shell }
  /** The script returns before what it does has begun, as that takes away the connection. */
  | { readonly kind: 'isolate'; readonly script: Shell }
  | { readonly kind: 'power'; readonly command: readonly string[] };

/** What is waited for before a drill goes on. */
export type Await =
  | { readonly kind: 'holder'; readonly director: Director }
  /** The table of the director that has the VIP sends nothing new to the server. */
  | { readonly kind: 'out'; readonly server: Destination }
  | { readonly kind: 'in'; readonly server: Destination }
  | { readonly kind: 'nothing' };

/** What a drill does to one host, and how that is undone. */
export interface Strike {
  readonly host: string;
  /** `stop keepalived on lb1`. */
  readonly what: string;
  readonly act: Act;
  readonly afterAct: Await;
  /** `start keepalived on lb1 again`. */
  readonly undoing: string;
  readonly undo: Act | { readonly kind: 'nothing' };
  readonly afterUndo: Await;
  /** During which of the two the client asks. */
  readonly measures: 'act' | 'undo' | 'both';
}

/** What has to become true after the measured moment; what a person waits for, and what is judged. */
export interface Expectations {
  /** The director that has the VIP in the end. */
  readonly holder: Director;
  /** The longest outage; null: no request may be lost. */
  readonly outage: Bound | null;
  /** Requests may be lost until then, counted from the strike, but the service is never gone. */
  readonly lossesUntil?: Bound;
  /** The server that gets nothing once it is out, which it must be within the bound after the act. */
  readonly without?: { readonly server: Destination; readonly within: Bound };
  /** The server that answers again, counted from the undoing. */
  readonly again?: { readonly server: Destination; readonly within: Bound };
  /** Whether the connection that is open all the time must live on; null: nothing says so. */
  readonly connection: 'lives' | null;
}

/** A drill that strikes: what is to be done, and what is to be seen. Pure. */
export interface Scenario {
  readonly name: ScenarioName;
  /** One line for the help and the reports. */
  readonly title: string;
  /** What it has to know of a host first. A host where it fails cannot be struck so. */
  asks?(aim: Aim): { readonly host: string; readonly script: Shell };
  /**
   * @param said what `asks` printed.
   * @throws UsageError when the cluster has nothing to strike so.
   */
  strike(aim: Aim, said: string): Strike;
  expects(aim: Aim): Expectations;
}

/** A drill that strikes nothing: it measures the cluster as it is. */
export interface Measurement {
  readonly name: ScenarioName;
  readonly title: string;
  measure(aim: Aim, round: number, tools: DrillTools): Promise<DrillReport>;
}

/** One kind of drill. */
export type Drill = Scenario | Measurement;

/** @returns whether clients may notice the drill, so that the cluster has to be well and its people have to agree. */
export function strikes(drill: Drill): drill is Scenario {
  return 'strike' in drill;
}
