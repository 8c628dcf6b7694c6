import type { Fetched } from '../archives/fetch-archive.ts';

/** @returns what became of an archive, for a person. */
export function wordFetched({ outcome, size }: Fetched): string {
  if (outcome === 'kept') return 'is there already';
  return `${outcome === 'fetched' ? 'fetched' : 'fetched again: what was there was another file'}, ${size} bytes`;
}
