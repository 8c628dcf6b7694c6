import { readlink, rename, rm, symlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from '../../process.ts';

/**
 * Does the work while no other process of this machine that names the same path does its own.
 * @param path of a symbolic link that says whose turn it is; one that a process left which is gone does not count.
 * @param onWait called once with the process that has to be waited for.
 */
export async function inTurn<Result>(
  path: string,
  onWait: (pid: number) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const mine = JSON.stringify(await identify(process.pid));
  let isWaiting = false;
  while (!(await take(path, mine))) {
    const words = await readlink(path).catch(() => '');
    const holder = parse(words);
    if (holder !== null && (await isAlive(holder))) {
      if (!isWaiting) onWait(holder.pid);
      isWaiting = true;
      await sleep(300);
    } else if (words !== '') {
      await removeAbandoned(path, words);
    }
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string, words: string): Promise<boolean> {
  try {
    await symlink(words, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Of two that do this at a time one may find another's new link in its hand, and puts it back. */
async function removeAbandoned(path: string, words: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch {
    return; // Another one was quicker.
  }
  const found = await readlink(aside);
  if (found !== words) await take(path, found);
  await rm(aside, { force: true });
}

function parse(words: string): ProcessIdentity | null {
  try {
    return JSON.parse(words) as ProcessIdentity;
  } catch {
    return null;
  }
}
