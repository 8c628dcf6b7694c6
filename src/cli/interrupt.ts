import { exitCode } from '../errors.ts';

/** Turns ^C into a signal while changes are made. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Does the work; the first ^C calls `onInterrupt` and aborts the signal, a second one ends the process. */
  during<Result>(work: () => Promise<Result>, onInterrupt: () => void): Promise<Result>;
}

/** @returns an interrupt that is not listened to yet: before the first change ^C may simply end the process. */
export function createInterrupt(): Interrupt {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    async during(work, onInterrupt) {
      const interrupt = () => {
        if (controller.signal.aborted) {
          // The live rows hide the cursor.
          if (process.stdout.isTTY) process.stdout.write('\u001b[?25h');
          process.exit(exitCode.interrupted);
        }
        onInterrupt();
        controller.abort();
      };
      process.on('SIGINT', interrupt);
      try {
        return await work();
      } finally {
        process.off('SIGINT', interrupt);
      }
    },
  };
}
