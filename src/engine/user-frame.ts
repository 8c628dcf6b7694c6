import { isNativeError } from 'node:util/types';
import { fileURLToPath } from 'node:url';

/** This program itself: `src`, or `dist` once it is built. */
const own = fileURLToPath(new URL('..', import.meta.url));

/**
 * @returns `FILE:LINE` of the innermost call in a file of the user's, or null. Without the column: a playbook runs with its
 * types stripped, which keeps its lines alone.
 */
export function userFrame(error: unknown): string | null {
  if (!isNativeError(error)) return null;
  for (const line of (error.stack ?? '').split('\n')) {
    const [, path, row] = /^ +at (?:.* \()?((?:file:\/\/)?\/.*):(\d+):\d+\)?$/.exec(line) ?? [];
    if (path === undefined || row === undefined) continue;
    const file = path.startsWith('file:') ? fileURLToPath(path) : path;
    if (!file.startsWith(own) && !file.includes('/node_modules/')) return `${file}:${row}`;
  }
  return null;
}
