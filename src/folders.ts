import { homedir } from 'node:os';
import { join } from 'node:path';

/** @returns where a user's caches are (XDG Base Directory Specification). */
export function cacheHome(env: NodeJS.ProcessEnv): string {
  return absolute(env['XDG_CACHE_HOME']) ?? join(homedir(), '.cache');
}

/** @returns where what a program has to remember of a user is (the same). */
export function stateHome(env: NodeJS.ProcessEnv): string {
  return absolute(env['XDG_STATE_HOME']) ?? join(homedir(), '.local', 'state');
}

// "All paths set in these environment variables must be absolute. [Else] consider the path invalid and ignore it."
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') === true ? path : undefined;
}
