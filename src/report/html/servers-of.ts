import type { DrillReport } from '../../drill/drill.ts';

/** How answers are counted that name no real server. */
export const unnamed = 'unnamed';

/** As many as there are colours; further ones begin again, and differ by their places and names. */
const colours = 6;

/** A real server that answered, and its colour, the same in all drawings of a page. */
export interface Answerer {
  readonly name: string;
  readonly colour: string;
}

/** @returns all real servers that answered in any of the drills, by name. */
export function answerersOf(reports: readonly DrillReport[]): readonly Answerer[] {
  const names = new Set(reports.flatMap(({ figures }) => Object.keys(figures.servedBy)));
  return [...names].toSorted().map((name, index) => ({ name, colour: `server-${index % colours}` }));
}
