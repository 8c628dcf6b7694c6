import type { Plan, RunEvent, RunSummary } from '../engine/index.ts';
import { isLvsdeployError, messageOf, type ExitCode } from '../errors.ts';
import { errorData, toJson } from '../report/json.ts';
import { planData } from '../report/plan-json.ts';
import { jsonReporter, runData, type RunHead } from '../report/run-json.ts';
import type { LineFile } from './line-file.ts';

/** A run on its way into its record. Nothing here throws: a run does not end because of its record. */
export interface Recording {
  /** Whether the record holds everything so far. */
  readonly isWhole: boolean;
  on(event: RunEvent): void;
  note(line: string): void;
  sumUp(summary: RunSummary): void;
  /** @param error what ended the run before there was a summary. */
  end(exitCode: ExitCode, error?: unknown): Promise<void>;
}

/** Begins a record: whose run it is and its plan, then what `run --json` prints of it, and how it ended. */
export function record(head: RunHead, plan: Plan, file: LineFile, now: () => Date): Recording {
  const begun = now().getTime();
  const add = (data: object) => file.add(`${toJson(data)}\n`);
  const reporter = jsonReporter((text) => file.add(text), now);
  add(runData(head));
  add({ type: 'plan', plan: planData(plan) });
  return {
    get isWhole() {
      return file.isWhole;
    },
    on(event) {
      // What tasks print may be large, and belongs to the host.
      if (event.type !== 'task-started' && event.type !== 'task-output') reporter.on(event);
    },
    note: (line) => reporter.note(line),
    sumUp: (summary) => reporter.end(summary),
    async end(exitCode, error) {
      const time = now();
      const milliseconds = time.getTime() - begun;
      const why = error === undefined ? {} : { error: errorOf(error) };
      add({ time: time.toISOString(), type: 'end', exitCode, milliseconds, ...why });
      await file.close();
    },
  };
}

function errorOf(error: unknown): object {
  if (isLvsdeployError(error)) return errorData(error);
  return { name: error instanceof Error ? error.name : 'Error', message: messageOf(error) };
}
