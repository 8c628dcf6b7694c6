import type { Shell } from './shell.ts';

/** One step of a batch. Its name is what a hang or a failure is reported under. */
export interface Snippet {
  readonly name: string;
  readonly script: Shell;
  /** Milliseconds that it may take; no limit when left out. */
  readonly timeout?: number;
  /** Its standard output is data for this program, which secrets must not be hidden in, and nothing of it is shown as it is. */
  readonly isData?: boolean;
}

/** What a snippet did. `status` is null when an earlier failure or an abort kept it from running. */
export interface SnippetResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BatchOptions {
  /** A word on the command line of the remote shell, by which another connection finds it: letters, digits, `.:_-`. */
  readonly label?: string;
  /** Leave the snippets after a failed one unrun. */
  readonly stopOnFailure?: boolean;
  /** Milliseconds that the whole batch may take. */
  readonly deadline?: number;
  /** Once aborted, no further snippet starts: the running one ends, the rest has status null. */
  readonly signal?: AbortSignal;
  /** Called for each piece of output as it arrives. The streams are independent: a piece may come before `onDone` of the snippet before it. */
  readonly onOutput?: (index: number, stream: 'stdout' | 'stderr', text: string) => void;
  /** Called when a snippet ended, while the batch goes on. */
  readonly onDone?: (index: number, result: SnippetResult) => void;
}

/** An open connection to one host with the privileges that its resources are applied with. */
export interface Session {
  readonly host: string;
  /** Round trips made so far: one for each batch, connection aside. */
  readonly roundTrips: number;
  /**
   * Runs snippets one after the other in one round trip, each in a subshell of `sh` with an empty standard input.
   * @throws ConnectionLost, DeadlineExceeded (both name the snippet that was running), SudoRefused.
   */
  run(snippets: readonly Snippet[], options?: BatchOptions): Promise<readonly SnippetResult[]>;
  close(): void;
}
