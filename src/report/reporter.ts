import type { RunEvent, RunSummary } from '../engine/event.ts';
import type { Verbosity } from './verbosity.ts';

/** Shows a run while it goes on. */
export interface Reporter {
  on(event: RunEvent): void;
  /** Shows a line that is no event of the run. */
  note(line: string): void;
  /** Gives the screen to something else, a question, and takes it again. */
  aside<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Gives the screen back, also when the run ended in an unforeseen error. */
  close(): Promise<void>;
  /** Shows the recap; to be called after {@link Reporter.close}. */
  end(summary: RunSummary): void;
}

/** Where a reporter writes to. */
export interface Output {
  readonly stream: NodeJS.WriteStream;
  readonly colour: boolean;
  /** Whether lines may be written again; left out, on every terminal that knows its width. */
  readonly isLive?: boolean;
}

/**
 * @returns the reporter that fits: events for a program, live rows for a terminal, plain lines for anything else, and for a
 * terminal too when more is to be shown: rows keep no lines.
 */
export async function openReporter(
  output: Output,
  { json, verbosity = 0 }: { readonly json: boolean; readonly verbosity?: Verbosity | undefined },
): Promise<Reporter> {
  const write = (text: string) => void output.stream.write(text);
  if (json) return (await import('./run-json.ts')).jsonReporter(write, () => new Date());
  const hasRows = output.isLive ?? (output.stream.isTTY && output.stream.columns > 0);
  if (hasRows && verbosity === 0) return (await import('./run-listr.ts')).listrReporter(output);
  return (await import('./run-plain.ts')).plainReporter(write, output.colour, verbosity);
}
