import { identifyControl, isProvablyAlive, isProvablyGone, type ControlProcess } from '../engine/run-identity.ts';
import { parseRecord, recordData, type RunRecord } from './run-record.ts';
import { stateOf, type RunLife, type RunState } from './run-state.ts';
import type { History } from './history.ts';

/** A recorded run, and how it stands now. */
export interface ReadRun {
  readonly record: RunRecord;
  readonly state: RunState;
  /** The lines of the record. */
  readonly data: readonly unknown[];
}

/** @throws LvsdeployError naming file and line when it is no record. */
export async function readRun(history: History, id: string): Promise<ReadRun> {
  const first = read(history, id);
  if (first.record.end !== null) return { ...first, state: stateOf(first.record, 'gone') };
  const life = await lifeOf(first.record.head.process);
  // It may have come to its end between the reading and the asking.
  const now = life === 'gone' ? read(history, id) : first;
  return { ...now, state: stateOf(now.record, life) };
}

function read(history: History, id: string): Omit<ReadRun, 'state'> {
  const { file, text } = history.read(id);
  return { record: parseRecord(text, file), data: recordData(text) };
}

async function lifeOf(holder: ControlProcess | null): Promise<RunLife> {
  const here = await identifyControl(process.pid);
  if (await isProvablyGone(holder, here)) return 'gone';
  return (await isProvablyAlive(holder, here)) ? 'alive' : 'unknown';
}
