import type { Plan } from '../engine/plan.ts';
import type { RunHead } from '../report/run-json.ts';
import type { Recording } from './recording.ts';

/** What was run from this control machine. */
export interface History {
  /** Begins the record of a run. What cannot be written is said, and ends no run. */
  begin(head: RunHead, plan: Plan): Promise<Recording>;
  /** @returns the ids of the runs that are recorded, in the order of time. */
  ids(): readonly string[];
  read(id: string): RecordFile;
}

export interface RecordFile {
  readonly file: string;
  readonly text: string;
}
