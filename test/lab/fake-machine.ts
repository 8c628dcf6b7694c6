import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { runFolder } from '../../src/lab/folders.ts';
import { writeSpec, writeState, type LabSpec } from '../../src/lab/spec.ts';
import { serveControl, type GuestStatus } from '../../src/lab/supervisor/control.ts';
import { identify } from '../../src/process.ts';

/** @returns a folder that is gone after the test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** A place for a lab of that name, in which nothing is yet. */
export async function makeRun(name = 'lab') {
  const env = { XDG_STATE_HOME: await makeFolder() };
  const run = runFolder(name, env);
  await mkdir(run, { recursive: true });
  return { run, env };
}

/** Puts programs of shell script before those of this machine, until the test ends. */
export async function fakePrograms(scripts: Readonly<Record<string, string>>): Promise<void> {
  const folder = await makeFolder();
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  vi.stubEnv('PATH', [folder, process.env['PATH']].join(delimiter));
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** Has this process keep the lab of that run folder, as an `up` at work or as its supervisor. */
export async function keep(run: string, phase: 'starting' | 'running', spec: Partial<LabSpec> = {}): Promise<void> {
  const keeper = await identify(process.pid);
  if (keeper === undefined) throw new Error('no /proc');
  const hosts = ['lb1', 'lb2', 'web1', 'web2', 'client'];
  await writeSpec(run, {
    name: 'lab',
    topology: 'pair',
    flavours: Object.fromEntries(hosts.map((host) => [host, 'debian'])),
    hasOldKernel: false,
    hasSources: false,
    namespace: 'lvslab-lab',
    kernelFolder: '/nowhere',
    disks: {},
    shares: [],
    owner: null,
    ...spec,
  });
  await writeState(run, { keeper, phase, guests: {} });
}

/** Answers as a supervisor would whose guests are so. */
export async function supervise(run: string, ...guests: readonly Partial<GuestStatus>[]): Promise<void> {
  const lb1: GuestStatus = { host: 'lb1', state: 'running', isCut: false, boots: 1 };
  const server = await serveControl(run, () => Promise.resolve(guests.map((guest) => ({ ...lb1, ...guest }))));
  onTestFinished(() => void server.close());
}

/** @returns the number of a process with these words on its command line, which ends with the test. */
export async function processWith(...words: readonly string[]): Promise<number> {
  const child = spawn('sh', ['-c', 'echo; read -r end', ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.stdin.end();
    await ended;
  });
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}
