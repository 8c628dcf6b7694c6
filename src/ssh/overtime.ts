import type { Snippet } from '../shell/session.ts';

/**
 * Watches over the time that each snippet of a batch takes.
 * @param onLate called with the limit, in milliseconds, of a snippet that takes longer than it may.
 * @returns a function to be told which snippet runs, null for none, as often as one likes.
 */
export function watchTime(
  snippets: readonly Snippet[],
  onLate: (limit: number) => void,
): (running: number | null) => void {
  let watched: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  return (running) => {
    if (running === watched) return;
    watched = running;
    clearTimeout(timer);
    const limit = running === null ? undefined : snippets[running]?.timeout;
    if (limit !== undefined) timer = setTimeout(() => onLate(limit), limit);
  };
}
