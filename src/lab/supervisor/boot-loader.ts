import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LvsdeployError } from '../../errors.ts';
import { kernelLibraries, librariesPath } from '../image/kernel-package.ts';
import { mustRun, runCommand } from '../../command.ts';

const timeoutMs = 30_000;

/**
 * Reads the kernel that a guest's disk names, as a boot loader would: the link `/boot/vmlinuz`. No guest may be running on the disk.
 * @param folder where it is put, and kept for the next start.
 * @returns the folder with `linux` and its libraries, or undefined when the disk has no such link.
 */
export async function loadKernel(disk: string, folder: string): Promise<string | undefined> {
  await replayJournal(disk);
  const target = linkTargetIn(await debugfs(disk, ['stat /boot/vmlinuz']));
  if (target === undefined) return undefined;
  const name = target.replace(/^\/boot\//, '');
  // It becomes a word of debugfs's, which has no way to quote all names.
  if (!/^[\w.+~-]+$/.test(name)) throw unbootable(target, 'is no name of a file in /boot');
  const identity = identityIn(await debugfs(disk, [`stat /boot/${name}`]));
  if (identity === undefined) throw unbootable(target, 'is not there');
  if ((await readFile(join(folder, 'identity'), 'utf8').catch(() => '')) === identity) return folder;
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const libraries = librariesPath(name.replace(/^vmlinuz-/, ''));
  const files = kernelLibraries.map((file) => `dump -p /${libraries}/${file} ${file}`);
  await debugfs(disk, [`dump /boot/${name} linux`, ...files], fresh);
  if (!(await isExecutable(join(fresh, 'linux')))) throw unbootable(target, 'is no program');
  await mustRun('chmod', ['755', join(fresh, 'linux')], { timeoutMs });
  await writeFile(join(fresh, 'identity'), identity);
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
  return folder;
}

/** @returns where a symbolic link leads, by what debugfs's `stat` prints of it; undefined when it is none. */
export function linkTargetIn(stat: string): string | undefined {
  return /^(?:Fast )?link dest: "(.*)"$/im.exec(stat)?.[1];
}

/** @returns what tells one file from all that were there before it, by what debugfs's `stat` prints; undefined when it is none. */
export function identityIn(stat: string): string | undefined {
  if (!/Type: regular/.test(stat)) return undefined;
  return stat
    .split('\n')
    .filter((line) => /^(Inode|Generation|User|.*Size:| *ctime| *mtime|crtime)/.test(line.trim()))
    .join('\n');
}

// What a guest wrote before its power was cut may stand in the journal alone, which debugfs does not read.
async function replayJournal(disk: string): Promise<void> {
  const { status, stderr } = await runCommand('e2fsck', ['-p', '-E', 'journal_only', disk], { timeoutMs });
  // Bit 0 and 1 mean that there was something to do, and that it was done (e2fsck(8)).
  if (status === null || status > 3) throw new LvsdeployError(`the guest's disk can't be read: ${stderr.trim()}`);
}

async function debugfs(disk: string, requests: readonly string[], cwd = '/'): Promise<string> {
  return mustRun('debugfs', ['-f', '-', disk], { timeoutMs, cwd, input: `${requests.join('\n')}\n` });
}

async function isExecutable(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.equals(Buffer.from('\x7fELF', 'latin1'));
  } finally {
    await file.close();
  }
}

function unbootable(target: string, reason: string): LvsdeployError {
  return new LvsdeployError(`the guest can't boot: /boot/vmlinuz leads to ${JSON.stringify(target)}, which ${reason}`);
}
