import type { HostOutcome, HostSummary, RunSummary } from '../engine/event.ts';
import { renderError } from './error-text.ts';
import { paint } from './paint.ts';
import { wordCount, wordDuration } from './wording.ts';

const worstFirst: readonly HostOutcome[] = ['unreachable', 'failed', 'interrupted', 'not run', 'ok'];

/** @returns one line for each host, its plays taken together, the total, and what ended the run besides a host. */
export function renderRecap({ hosts, error }: RunSummary, colour: boolean): string {
  const rows = [...new Set(hosts.map(({ host }) => host))].map((host) =>
    sumUp(
      host,
      hosts.filter((summary) => summary.host === host),
    ),
  );
  const cells = rows.map((row) => ({
    ...row,
    changed: `changed=${row.changed}`,
    trips: wordCount(row.roundTrips, 'round trip'),
    took: wordDuration(row.milliseconds),
  }));
  const wide = (name: 'host' | 'outcome' | 'changed' | 'trips') => Math.max(0, ...cells.map((row) => row[name].length));
  const [host, outcome, changed, trips] = [wide('host'), wide('outcome'), wide('changed'), wide('trips')];
  const lines = cells.map((row) =>
    [
      row.host.padEnd(host),
      colourOf(row.outcome, colour)(row.outcome.padEnd(outcome)),
      row.changed.padEnd(changed),
      row.trips.padEnd(trips),
      row.took,
    ].join('  '),
  );
  return [
    ...lines,
    paint(colour).bold(wordTotal(rows)),
    error === undefined ? '' : renderError(error, { colour }),
  ].join('\n');
}

/** @returns the colour of an outcome. */
export function colourOf(outcome: HostOutcome, colour: boolean): (text: string) => string {
  const { green, red, yellow } = paint(colour);
  return { ok: green, failed: red, unreachable: red, interrupted: yellow, 'not run': yellow }[outcome];
}

function sumUp(host: string, plays: readonly HostSummary[]): HostSummary {
  const sum = (name: 'changed' | 'milliseconds' | 'roundTrips') => plays.reduce((total, play) => total + play[name], 0);
  const outcome = worstFirst.find((worst) => plays.some((play) => play.outcome === worst)) ?? 'ok';
  return { host, outcome, changed: sum('changed'), milliseconds: sum('milliseconds'), roundTrips: sum('roundTrips') };
}

function wordTotal(rows: readonly HostSummary[]): string {
  const changed = rows.reduce((total, row) => total + row.changed, 0);
  const others = worstFirst.map((outcome) => [rows.filter((row) => row.outcome === outcome).length, outcome] as const);
  const shown = others.filter(([count, outcome]) => count > 0 && outcome !== 'ok');
  return `${wordCount(rows.length, 'host')}: ${[`${changed} changed`, ...shown.map(([count, outcome]) => `${count} ${outcome}`)].join(', ')}`;
}
