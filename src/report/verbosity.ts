/** How much is shown beyond the usual: from 1 on what each task does and what the hosts print, from 2 on the scripts too. */
export type Verbosity = number;

export function showsActions(verbosity: Verbosity): boolean {
  return verbosity >= 1;
}

export function showsScripts(verbosity: Verbosity): boolean {
  return verbosity >= 2;
}
