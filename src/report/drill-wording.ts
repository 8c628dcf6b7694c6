import type { DrillReport, LongConnection, MeasuredShares } from '../drill/drill.ts';

/** @returns a drill in a few words: `cut-link on lb1`, `switch-over on lb1, round 3`. */
export function wordDrill({ scenario, host, round }: DrillReport, isRepeated: boolean): string {
  return `${scenario} on ${host}${isRepeated ? `, round ${round}` : ''}`;
}

/** @returns a time that a client waited: whole milliseconds, as the bound is told in them too. */
export function wordMilliseconds(milliseconds: number): string {
  return `${Math.round(milliseconds)} ms`;
}

/** @returns the outage and how long it may be: `3214 ms, at most 5609 ms`. */
export function wordOutage({ figures, bound }: DrillReport): string {
  const most = bound === null ? 'none is allowed' : `at most ${wordMilliseconds(bound.total)}`;
  return `${wordMilliseconds(figures.outage)}, ${most}`;
}

/** @returns `412 sent, 391 answered, 20 failed, 1 late`. */
export function wordRequests({ figures: { sent, answered, failed, late } }: DrillReport): string {
  return `${sent} sent, ${answered} answered, ${failed} failed, ${late} late`;
}

/** @returns what became of the long connection, as the rest of "the long connection …". */
export function wordLongConnection(connection: LongConnection): string {
  switch (connection.kind) {
    case 'lived':
      return connection.server === null ? 'lived' : `lived, on ${connection.server}`;
    case 'died':
      return `died after ${wordMilliseconds(connection.at)}: ${connection.error}`;
    case 'not measured':
      return `was not measured: ${connection.reason}`;
  }
}

/** @returns whether a scenario was done more than once, so that its rounds have to be told apart. */
export function repeated(reports: readonly DrillReport[]): (report: DrillReport) => boolean {
  return ({ scenario, round }) => round > 1 || reports.filter((one) => one.scenario === scenario).length > 1;
}

/** @returns the names of all that were expected, answered or counted, in order. */
export function serversOf({ expected, answered, counted }: MeasuredShares): readonly string[] {
  return [...new Set([expected, answered, counted].flatMap((counts) => Object.keys(counts ?? {})))].toSorted();
}
