import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../errors.ts';
import { cacheHome, stateHome } from '../folders.ts';

/** Who called, when `sudo` runs this program for an ordinary user: what the lab writes is to be theirs. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** @returns the folder of cached base images (XDG Base Directory Specification). */
export function imagesFolder(env: NodeJS.ProcessEnv): string {
  return join(cacheHome(env), 'lvsdeploy', 'lab');
}

/** @returns the run folder of the lab of that name: keys, disks, sockets, inventory and logs. */
export function runFolder(name: string, env: NodeJS.ProcessEnv): string {
  const folder = join(stateHome(env), 'lvsdeploy', 'labs', checkedName(name));
  const longestSocket = join(folder, 'ssh', '255.255.255.255');
  // sun_path of unix(7) holds 107 bytes and a NUL.
  if (Buffer.byteLength(longestSocket) > 107) {
    throw new UsageError(`the lab's folder is too long for unix sockets: ${folder}`, {
      hint: 'Choose a shorter --name, or a shorter XDG_STATE_HOME.',
    });
  }
  return folder;
}

/** @returns the name of the network namespace in which the whole lab lives. */
export function namespaceOf(name: string): string {
  return `lvslab-${checkedName(name)}`;
}

/** @returns the settings that keep a user's folders when root runs the same command. */
export function folderSettings(env: NodeJS.ProcessEnv): string[] {
  return [`XDG_CACHE_HOME=${cacheHome(env)}`, `XDG_STATE_HOME=${stateHome(env)}`];
}

/** @returns the caller behind sudo, if any. */
export function ownerFrom(env: NodeJS.ProcessEnv): Owner | undefined {
  const uid = Number(env['SUDO_UID'] ?? 0);
  return uid > 0 ? { uid, gid: Number(env['SUDO_GID'] ?? uid) } : undefined;
}

/** Makes a folder; the parents that had to be made go to the owner, too. */
export async function makeFolder(path: string, owner: Owner | undefined, mode = 0o755): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode });
  if (first !== undefined) await giveTo(first, owner);
}

/** Hands a folder and everything in it to its owner. */
export async function giveTo(path: string, owner: Owner | undefined): Promise<void> {
  if (owner === undefined) return;
  await promisify(execFile)('chown', ['-R', '--', `${owner.uid}:${owner.gid}`, path]);
}

function checkedName(name: string): string {
  if (/^[a-z][a-z0-9-]{0,31}$/.test(name)) return name;
  throw new UsageError(`not a name for a lab: ${JSON.stringify(name)}`, {
    hint: 'Use a letter, then letters, digits and dashes, all in lower case, 32 at most.',
  });
}
