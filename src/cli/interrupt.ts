import { exitCode, type ExitCode } from '../errors.ts';

/** How a program ends that a signal ended: 128 and its number, as a shell has it (XCU 2.8.2). */
const exits = {
  SIGINT: exitCode.interrupted,
  SIGTERM: exitCode.terminated,
  // The terminal was closed, the line to it was lost.
  SIGHUP: exitCode.hungUp,
} as const;

type Ending = keyof typeof exits;

/** Turns ^C, SIGTERM and a terminal that goes away into a wish to stop while changes are made. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** How the program is to end: null while nobody has interrupted it. */
  exitCode(): ExitCode | null;
  /** Does the work; the first signal calls `onInterrupt` and aborts, a second one ends the process. */
  during<Result>(work: () => Promise<Result>, onInterrupt: () => void): Promise<Result>;
}

/** @returns an interrupt that is not listened to yet: before the first change a signal may simply end the process. */
export function createInterrupt(): Interrupt {
  const controller = new AbortController();
  let first: Ending | null = null;
  return {
    signal: controller.signal,
    exitCode: () => (first === null ? null : exits[first]),
    async during(work, onInterrupt) {
      const interrupt = (name: Ending) => {
        if (first !== null) {
          // The live rows hide the cursor.
          if (process.stdout.isTTY) process.stdout.write('\u001b[?25h');
          process.exit(exits[name]);
        }
        first = name;
        onInterrupt();
        controller.abort();
      };
      const names = Object.keys(exits) as Ending[];
      for (const name of names) process.on(name, interrupt);
      try {
        return await work();
      } finally {
        for (const name of names) process.off(name, interrupt);
      }
    },
  };
}
