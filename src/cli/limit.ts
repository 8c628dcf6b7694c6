import { readFileSync } from 'node:fs';
import { messageOf, UsageError } from '../errors.ts';

/** @returns the host pattern that `--limit` says; of `@FILE` the patterns in it, one a line, `#` begins a comment. */
export function readLimit(limit: string): string {
  if (!limit.startsWith('@')) return limit;
  const file = limit.slice(1);
  const patterns = readText(file)
    .split('\n')
    .map((line) => line.replace(/(?:^|\s)#.*/, '').trim())
    .filter((line) => line !== '');
  if (patterns.length > 0) return patterns.join(',');
  throw new UsageError('the file names no hosts', { place: file, hint: 'Write one host pattern a line.' });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`cannot read the hosts to limit to: ${messageOf(cause)}`, {
      place: file,
      hint: 'Name a file with one host pattern a line, or leave out the @.',
      cause,
    });
  }
}
