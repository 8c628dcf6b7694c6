import { escapeLine } from '../escape.ts';
import type { RunRecord } from './run-record.ts';
import { colourOfState, type RunState } from './run-state.ts';
import { wordCount, wordDuration, wordMoment } from '../report/wording.ts';

/** A run in a few words. */
export interface ListedRun {
  readonly id: string;
  readonly since: string;
  readonly who: string;
  readonly what: string;
  readonly limit?: string;
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly state: RunState;
  /** How many hosts its plan is for. */
  readonly hosts: number;
  /** How many tasks were changed. */
  readonly changed: number;
  /** Without an end: until the last that is known of it. */
  readonly milliseconds: number;
}

/** @returns the run as an item of a list. */
export function listRun(
  { head, plan, happened, summary, end, last }: RunRecord,
  state: RunState,
  now: Date,
): ListedRun {
  const { id, since, who, what, limit, tags, skipTags } = head;
  const hosts = plan?.plays.flatMap((play) => [...play.hosts, ...play.failed].map(({ host }) => host));
  const until = state === 'running' ? now.getTime() : Date.parse(last);
  return {
    id,
    since,
    who,
    what,
    ...(limit !== undefined && { limit }),
    ...(tags && { tags }),
    ...(skipTags && { skipTags }),
    state,
    hosts: new Set(hosts).size,
    changed:
      summary?.hosts.reduce((total, { changed }) => total + changed, 0) ??
      happened.filter((event) => event.type === 'task-done' && event.outcome === 'changed').length,
    milliseconds: end?.milliseconds ?? until - Date.parse(since),
  };
}

/** @returns one line a run: id, when, who, what, how it stands, how much, how long. */
export function renderHistory(runs: readonly ListedRun[], { colour }: { readonly colour: boolean }): string {
  const rows = runs.map((run) => [
    run.id,
    wordMoment(run.since),
    escapeLine(run.who),
    wordCall(run),
    run.state,
    wordCount(run.hosts, 'host'),
    `${run.changed} changed`,
    wordDuration(run.milliseconds),
  ]);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = runs.map(({ state }, index) =>
    (rows[index] ?? [])
      .map((cell, column) => {
        const padded = cell.padEnd(widths[column] ?? 0);
        return column === stateColumn ? colourOfState(state, colour)(padded) : padded;
      })
      .join('  ')
      .trimEnd(),
  );
  return lines.map((line) => `${line}\n`).join('');
}

const stateColumn = 4;
/** A limit may name a hundred hosts. */
const longestCall = 60;

/** What was run and what narrowed it, as it would be typed. */
function wordCall({ what, limit, tags, skipTags }: ListedRun): string {
  const options = [
    ['--limit', limit],
    ['--tags', tags?.join(',')],
    ['--skip-tags', skipTags?.join(',')],
  ].flatMap(([option, value]) => (value === undefined ? [] : [`${option ?? ''} ${value}`]));
  const call = escapeLine([what, ...options].join(' '));
  return call.length > longestCall ? `${call.slice(0, longestCall - 1)}…` : call;
}
