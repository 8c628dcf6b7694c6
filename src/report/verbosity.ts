/**
 * How much is shown beyond the usual: from 1 on what each task does and what the hosts print, from 2 on the scripts too. Below
 * 0 nothing is but what was asked for, and what is not well.
 */
export type Verbosity = number;

export const quiet: Verbosity = -1;

/** @returns how much is shown to somebody who is asked about it: quiet or not, no less than the usual. */
export function whenAsked(verbosity: Verbosity = 0): Verbosity {
  return Math.max(verbosity, 0);
}

export function isQuiet(verbosity: Verbosity): boolean {
  return verbosity < 0;
}

export function showsActions(verbosity: Verbosity): boolean {
  return verbosity >= 1;
}

export function showsScripts(verbosity: Verbosity): boolean {
  return verbosity >= 2;
}
