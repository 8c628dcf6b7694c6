import { messageOf } from '../../errors.ts';
import type { DebianMirror } from './apt-sources.ts';
import { prepareKernel, type KernelSuite, type UmlKernel } from './kernel.ts';
import type { Cache } from './part.ts';

/** Which kernels a lab has. */
export interface KernelChoice {
  /** What the lab's repositories offer. */
  readonly offered: readonly UmlKernel[];
  /** What guests boot at first. */
  readonly booted: UmlKernel;
  /** Older ones that are installed as well, and do not run. */
  readonly superseded: readonly UmlKernel[];
}

/** @returns the one kernel of that suite. */
export async function chooseKernel(
  cache: Cache,
  suite: KernelSuite,
  mirror: () => Promise<DebianMirror>,
): Promise<KernelChoice> {
  const kernel = await prepareKernel(cache, suite, mirror).catch((error: unknown) => {
    // sid moves, and may have a kernel that this machine can't run on the day it is fetched; bookworm's always will do.
    if (suite === 'bookworm') throw error;
    cache.say(`the kernel of ${suite} can't be had, taking bookworm's, which is slower: ${messageOf(error)}`);
    return prepareKernel(cache, 'bookworm', mirror);
  });
  return { offered: [kernel], booted: kernel, superseded: [] };
}

/** @returns three real kernels: guests run the middle one, have the oldest installed too, and are offered the newest. */
export async function chooseOldKernel(cache: Cache, mirror: () => Promise<DebianMirror>): Promise<KernelChoice> {
  const oldest = await prepareKernel(cache, 'bookworm', mirror);
  const booted = await prepareKernel(cache, 'trixie', mirror);
  const newest = await prepareKernel(cache, 'sid', mirror);
  return { offered: [oldest, booted, newest], booted, superseded: [oldest] };
}
