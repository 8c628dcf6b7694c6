import { spawnSync } from 'node:child_process';
import { escapeLine } from '../escape.ts';

// A password manager may have to be unlocked by a person first.
const usualPatience = 60_000;

/**
 * Runs a program without a shell.
 * @param patience milliseconds after which it is killed.
 * @returns its standard output.
 * @throws with its standard error in one line, when it cannot be started, fails or does not end in time.
 */
export function runSecretCommand(
  [program = '', ...args]: readonly string[],
  folder: string,
  patience = usualPatience,
): string {
  const { status, signal, error, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience,
    // One that takes no SIGTERM would be waited for without an end.
    killSignal: 'SIGKILL',
  });
  if (error !== undefined) {
    if (!('code' in error) || error.code !== 'ETIMEDOUT') throw error;
    throw new Error(`it did not end within ${patience / 1000} s; expected one that asks nobody: its input is empty`);
  }
  if (status === 0) return stdout;
  const said = escapeLine(stderr.trim());
  throw new Error(`it ended with ${signal ?? `status ${status ?? 'unknown'}`}${said === '' ? '' : `: ${said}`}`);
}
