import type { DrillReport } from '../../drill/drill.ts';

/** The time that a drill took, from the left to the right edge of its drawing. Milliseconds of the client's clock. */
export interface TimeScale {
  readonly from: number;
  readonly to: number;
  /** @returns where a moment is, in percent of the width. */
  readonly percent: (at: number) => number;
  /** Round moments for the axis, as many as have room on a narrow page. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** @returns a scale that all of a drill is on: requests, marks, looks, and the end of the bound. */
export function timeScale({ requests, marks, holdings, figures, bound }: DrillReport): TimeScale {
  const moments = [
    ...requests.flatMap(({ sentAt, answeredAt }) => (answeredAt === null ? [sentAt] : [sentAt, answeredAt])),
    ...marks.flatMap(({ at, isFault }) => (isFault && bound !== null ? [at, at + bound.total] : [at])),
    ...holdings.map(({ at }) => at),
    ...(figures.gap === null ? [] : [figures.gap.from, figures.gap.to]),
  ];
  // As many as there are would not fit into the arguments of Math.min.
  const from = Math.min(0, lowest(moments));
  const to = Math.max(from + 1, -lowest(moments.map((moment) => -moment)));
  return {
    from,
    to,
    percent: (at) => round((100 * (at - from)) / (to - from)),
    ticks: ticksOf(from, to),
  };
}

/** Steps of 1, 2 or 5 and noughts, five of them at most. */
function ticksOf(from: number, to: number): TimeScale['ticks'] {
  const least = (to - from) / 5;
  const magnitude = 10 ** Math.floor(Math.log10(least));
  const step = magnitude * ([1, 2, 5, 10].find((factor) => factor * magnitude >= least) ?? 10);
  const first = Math.ceil(from / step);
  const digits = Math.max(0, -Math.floor(Math.log10(step / 1000)));
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, index) => {
    const at = (first + index) * step;
    return { at, text: `${(at / 1000).toFixed(digits)} s` };
  });
}

function lowest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

/** @returns a number with as many digits as a drawing needs. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
