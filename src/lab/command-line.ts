import { basename } from 'node:path';

/** @returns the command that does this with the lab of a run folder, for a hint. */
export function commandOn(run: string, ...words: readonly string[]): string {
  return ['lvsdeploy', 'lab', ...words, '--name', basename(run)].join(' ');
}
