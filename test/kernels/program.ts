import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand, type Finished } from '../../src/command.ts';

/** The folder of the project. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The built program. */
export const program = join(root, 'dist/cli/main.js');

/** Runs the built program as a user would, from the project's folder. */
export function lvsdeploy(...args: readonly string[]): Promise<Finished> {
  return lvsdeployWithin(5, ...args);
}

/** The same for what may take longer. */
export function lvsdeployWithin(minutes: number, ...args: readonly string[]): Promise<Finished> {
  return runCommand(process.execPath, [program, ...args], {
    cwd: root,
    timeoutMs: minutes * 60_000,
    env: { ...process.env, NO_COLOR: '1' },
  });
}
