import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { loadKernel } from './boot-loader.ts';
import { surroundings } from '../image/kernel.ts';
import { tapsOf } from '../network.ts';
import type { LabHost } from '../topology.ts';

/** Where a guest's files are. */
export interface GuestFolders {
  readonly run: string;
  /** The kernel of a guest whose disk has none. */
  readonly kernelFolder: string;
}

/** How a guest's kernel ended: it asked for a reboot, it was powered off or killed, or it broke down. */
export type GuestEnd = 'reboot' | 'off' | 'crash';

/** A guest's kernel while it runs. */
export interface RunningGuest {
  readonly pid: number;
  readonly ended: Promise<GuestEnd>;
}

/** @returns the folder of a guest: its disk, its seed and its console. */
export function guestFolder(run: string, host: LabHost): string {
  return join(run, 'guests', host.name);
}

/** @returns the words that every process of this lab's kernels has on its command line. */
export function umlFolderArgument(run: string): string {
  return `uml_dir=${join(run, 'uml')}`;
}

/** @returns the command line of a guest's kernel. */
export function kernelArguments(host: LabHost, run: string): string[] {
  const folder = guestFolder(run, host);
  return [
    `umid=${host.name}`,
    umlFolderArgument(run),
    'mem=192M',
    `ubd0=${join(folder, 'disk.img')}`,
    `ubd1r=${join(folder, 'seed.tar')}`,
    'root=/dev/ubda',
    'rw',
    'con0=null,fd:2',
    'con=null',
    'ssl=null',
    ...tapsOf(host).map((tap, index) => `vec${index}:transport=tap,ifname=${tap},depth=128,mac=${macOf(host, index)}`),
    `systemd.hostname=${host.name}`,
    `systemd.machine_id=${createHash('md5').update(`${run}/${host.name}`).digest('hex')}`,
    'quiet',
    'loglevel=4',
    'selinux=0',
    'lsm=capability',
    'audit=0',
    // From 6.16 on: much faster than ptrace, where the machine allows it. Older kernels do not know the word.
    'seccomp=auto',
  ];
}

/** @returns a locally administered MAC that is the card's alone in the lab. */
export function macOf(host: LabHost, nic: number): string {
  const [address = ''] = host.nics[nic]?.addresses[0]?.split('/') ?? [];
  const bytes = address
    .split('.')
    .slice(1)
    .map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return ['52', '54', '00', ...bytes].join(':');
}

/** Starts the kernel of a guest's disk in the caller's network namespace. */
export async function startGuest(host: LabHost, folders: GuestFolders): Promise<RunningGuest> {
  const { run } = folders;
  const folder = guestFolder(run, host);
  const kernelFolder = (await loadKernel(join(folder, 'disk.img'), join(folder, 'kernel'))) ?? folders.kernelFolder;
  // What a killed kernel leaves there makes the next one say that its umid is in use.
  await rm(join(run, 'uml', host.name), { recursive: true, force: true });
  await mkdir(join(run, 'uml'), { recursive: true });
  const consolePath = join(folder, 'console.log');
  const console = openSync(consolePath, 'a');
  const begin = fstatSync(console).size;
  const { cwd, env } = surroundings(kernelFolder);
  const child = spawn(join(kernelFolder, 'linux'), kernelArguments(host, run), {
    cwd,
    env: { ...env, TMPDIR: '/dev/shm' },
    // On a reboot UML executes its own argv[0], which would leak its tap: it must find nothing, and end.
    argv0: '/reboot',
    detached: true,
    stdio: ['ignore', console, console],
  });
  closeSync(console);
  return { pid: await pidOf(child), ended: endOf(child, consolePath, begin) };
}

/** Cuts a guest's power: its helper processes go with it, or they would keep the disk locked. */
export async function cutPower(guest: RunningGuest): Promise<void> {
  try {
    process.kill(-guest.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
  await guest.ended;
}

function pidOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => (child.pid === undefined ? reject(new Error('no process')) : resolve(child.pid)));
  });
}

function endOf(child: ChildProcess, consolePath: string, begin: number): Promise<GuestEnd> {
  return new Promise((resolve) => {
    child.once('exit', (status, signal) => {
      if (status !== 0 || signal !== null) resolve('crash');
      // The exit status is 0 for a reboot and a power-off alike; the console tells them apart.
      else
        void lastWords(consolePath, begin).then((text) =>
          resolve(text.includes('Failed to exec kernel') ? 'reboot' : 'off'),
        );
    });
  });
}

/** @returns the end of what was written to the console since it had that size: before it, another start may have said the same. */
async function lastWords(path: string, begin: number): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.max(0, Math.min(size - begin, 200));
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('latin1');
  } finally {
    await file.close();
  }
}
