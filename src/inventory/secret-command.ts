import { spawnSync } from 'node:child_process';
import { escapeLine } from '../escape.ts';

// A password manager may have to be unlocked by a person first.
const patience = 60_000;

/**
 * Runs a program without a shell.
 * @returns its standard output.
 * @throws with its standard error in one line, when it cannot be started, fails or does not end in a minute.
 */
export function runSecretCommand([program = '', ...args]: readonly string[], folder: string): string {
  const { status, signal, error, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience,
  });
  if (error !== undefined)
    throw 'code' in error && error.code === 'ETIMEDOUT' ? new Error('it did not end in a minute') : error;
  if (status === 0) return stdout;
  const said = escapeLine(stderr.trim());
  throw new Error(`it ended with ${signal ?? `status ${status ?? 'unknown'}`}${said === '' ? '' : `: ${said}`}`);
}
