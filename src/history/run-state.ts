import { exitCode } from '../errors.ts';
import { paint } from '../report/paint.ts';
import type { RunRecord } from './run-record.ts';

/** Whether the process of a run is there, as far as that can be told from here. */
export type RunLife = 'alive' | 'gone' | 'unknown';

/** How a recorded run stands. */
export type RunState = 'ok' | 'failed' | 'unreachable' | 'interrupted' | 'running' | 'no end' | 'no end yet';

const open: Readonly<Record<RunLife, RunState>> = { alive: 'running', gone: 'no end', unknown: 'no end yet' };

const ends = new Map<number, RunState>([
  [exitCode.done, 'ok'],
  [exitCode.unreachable, 'unreachable'],
  [exitCode.interrupted, 'interrupted'],
  [exitCode.terminated, 'interrupted'],
  [exitCode.hungUp, 'interrupted'],
]);

/** @returns how the run ended, or how it stands while its record has no end. */
export function stateOf({ end }: RunRecord, life: RunLife): RunState {
  return end === null ? open[life] : (ends.get(end.exitCode) ?? 'failed');
}

/** @returns the colour of how a run stands. */
export function colourOfState(state: RunState, colour: boolean): (text: string) => string {
  const { green, red, yellow, cyan } = paint(colour);
  if (state === 'ok') return green;
  if (state === 'running') return cyan;
  return state === 'failed' || state === 'unreachable' ? red : yellow;
}
