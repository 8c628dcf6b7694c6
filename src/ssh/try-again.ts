import { setTimeout as wait } from 'node:timers/promises';

/** How often, how long and at what distances something is tried; times in milliseconds. */
export interface Patience {
  readonly attempts: number;
  /** No attempt begins so long after the first. */
  readonly within: number;
  /** Before the second attempt; each further pause is twice as long as the one before. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** For so long nothing is said. */
  readonly quiet: number;
}

/** What has to be known to try again. */
export interface Trial<Result> {
  readonly attempt: () => Promise<Result>;
  /** Whether it may go better next time, and nothing was done by what failed. */
  readonly isPassing: (error: unknown) => boolean;
  /** Told once, with the time of the last attempt. */
  readonly onWait: (error: unknown, until: number) => void;
}

/** The time, for tests to have their own. */
export interface Clock {
  now(): number;
  pause(milliseconds: number): Promise<void>;
}

const systemClock: Clock = { now: Date.now, pause: (milliseconds) => wait(milliseconds) };

/** Tries until it goes well or has failed for good. @throws what the last attempt threw. */
export async function tryAgain<Result>(
  { attempt, isPassing, onWait }: Trial<Result>,
  patience: Patience,
  clock: Clock = systemClock,
): Promise<Result> {
  const begin = clock.now();
  let starts: readonly number[] | null = null;
  let isTold = false;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error)) throw error;
      const now = clock.now();
      starts ??= furtherStarts(now, begin, patience);
      const [next, until] = [starts.find((start) => start > now), starts.at(-1)];
      if (next === undefined || until === undefined) throw error;
      if (!isTold && now - begin >= patience.quiet) {
        isTold = true;
        onWait(error, until);
      }
      await clock.pause(next - now);
    }
  }
}

/** @returns when to try again after the first failure. They are fixed then: an attempt that takes its time uses up those it runs into. */
export function furtherStarts(
  failed: number,
  begin: number,
  { attempts, within, firstPause, longestPause }: Patience,
): readonly number[] {
  const starts: number[] = [];
  let [at, pause] = [failed + firstPause, firstPause];
  while (starts.length < attempts - 1 && at < begin + within) {
    starts.push(at);
    pause = Math.min(2 * pause, longestPause);
    at += pause;
  }
  return starts;
}
