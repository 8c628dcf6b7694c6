import type { Session } from '../shell/session.ts';
import type { RunningProbe } from './run-probe.ts';
import type { Watch } from './watch-directors.ts';

/** What a drill works with; all that reaches out of this process. */
export interface DrillTools {
  /** A connection to a host for commands. */
  readonly to: (host: string) => Promise<Session>;
  /** The same after the host was gone. */
  readonly again: (host: string) => Promise<void>;
  readonly startProbe: () => Promise<RunningProbe>;
  readonly watch: Watch;
  /** Runs a command on this machine, word by word: it cuts the power of a host or switches it on. */
  readonly turnPower: (command: readonly string[]) => Promise<void>;
  /** Waits until the cluster is as it was. @returns what is still wrong. */
  readonly awaitHealth: () => Promise<readonly string[]>;
  readonly tell: (note: string) => void;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly signal: AbortSignal;
}
