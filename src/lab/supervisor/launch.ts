import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LvsdeployError } from '../../errors.ts';
import { readState } from '../spec.ts';
import { logOf } from './control.ts';

/** Starts the lab's supervisor in the lab's namespace, to outlive this process, and waits until it has taken over. */
export async function startSupervisor(run: string, namespace: string, patienceMs = 30_000): Promise<void> {
  const logPath = logOf(run);
  const log = openSync(logPath, 'a');
  const child = spawn('nsenter', [`--net=/run/netns/${namespace}`, '--', ...supervisorCommand(), run], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let failure: string | undefined;
  child.on('error', (error) => (failure = error.message));
  child.on('exit', (status, signal) => (failure ??= `it ended with ${signal ?? `status ${status}`}`));
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline && failure === undefined) {
    const state = await readState(run);
    if (state?.phase === 'running' && state.keeper.pid === child.pid) {
      child.removeAllListeners();
      child.unref();
      return;
    }
    await sleep(50);
  }
  // Before its end is heard of.
  failure ??= `it took over ${patienceMs / 1000} s`;
  child.kill('SIGKILL');
  const said = (await readFile(logPath, 'utf8')).trim().split('\n').slice(-10).join('\n');
  throw new LvsdeployError(`the lab's supervisor did not start: ${failure}${said === '' ? '' : `\n${said}`}`, {
    hint: `Nothing of the lab is left. ${said === '' ? 'Its log is empty: bring' : 'Mend what the end of its log above says, and bring'} it up again.`,
  });
}

/** @returns the file name of the supervisor's program: from the sources it is TypeScript, as built it is not. */
export function supervisorProgram(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./main.${extension}`, import.meta.url));
}

function supervisorCommand(): string[] {
  const program = supervisorProgram();
  if (program.endsWith('.js')) return [process.execPath, program];
  const jiti = dirname(createRequire(import.meta.url).resolve('jiti/package.json'));
  return [process.execPath, '--import', join(jiti, 'lib', 'jiti-register.mjs'), program];
}
