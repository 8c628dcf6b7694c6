/** Where in the turn of a host a fault strikes: at the border before a step or after the last one, or in the middle of one. */
export interface Position {
  readonly host: string;
  /** Index of the step among those of the host's turn. */
  readonly step: number;
  readonly where: 'before' | 'inside' | 'after';
}

/** The steps of each host, in the order they were made: `keepalived › package:keepalived: install keepalived`. */
export type Steps = ReadonlyMap<string, readonly string[]>;

/** @returns every position of a host whose turn has these steps. */
export function positionsOf(host: string, steps: readonly string[]): readonly Position[] {
  const each = steps.flatMap((_, step): Position[] => [
    { host, step, where: 'before' },
    { host, step, where: 'inside' },
  ]);
  return [...each, { host, step: steps.length - 1, where: 'after' }];
}

/** @returns the position as a person reads it: `lb2  inside package:keepalived`. */
export function wordPosition({ host, step, where }: Position, steps: Steps): string {
  const name = steps.get(host)?.[step] ?? `step ${step}`;
  return `${host}  ${where} ${resourceOf(name)}`;
}

/** @returns the id of the resource in a step's name. */
export function resourceOf(step: string): string {
  return / › (.*): [^:]*$/.exec(step)?.[1] ?? step;
}
