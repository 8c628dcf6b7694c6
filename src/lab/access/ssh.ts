import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, type Finished } from '../../command.ts';
import type { LabHost } from '../topology.ts';

export interface ExecOptions {
  /** Through sudo where the host is not logged in to as root. */
  readonly asRoot?: boolean;
  /** A minute, if nothing is said. */
  readonly timeoutMs?: number;
}

/** Runs a script of the guest's `/bin/sh` over ssh. */
export async function execOn(run: string, host: LabHost, script: string, options: ExecOptions = {}): Promise<Finished> {
  const { command, prelude } = options.asRoot === true ? await rootShell(run, host) : plainShell;
  return runCommand('ssh', ['-F', join(run, 'ssh_config'), host.name, command], {
    input: `${prelude}${script}\n`,
    timeoutMs: options.timeoutMs ?? 60_000,
  });
}

/** Logs in to a guest, or runs a command there, on the caller's own terminal. @returns the exit status. */
export async function openShell(run: string, host: LabHost, command: readonly string[]): Promise<number> {
  const child = spawn('ssh', ['-F', join(run, 'ssh_config'), '--', host.name, ...command], { stdio: 'inherit' });
  const [status] = (await once(child, 'exit')) as [number | null];
  return status ?? 255;
}

const plainShell = { command: 'sh -s', prelude: '' };

async function rootShell(run: string, { login }: LabHost): Promise<{ command: string; prelude: string }> {
  if (!('sudo' in login)) return plainShell;
  if (login.sudo === 'free') return { command: 'sudo -n sh -s', prelude: '' };
  // sudo reads the first line, byte by byte, and leaves the rest to the shell; -k makes it ask every time.
  return { command: "sudo -k -S -p '' sh -s", prelude: await readFile(join(run, 'sudo-password'), 'utf8') };
}
