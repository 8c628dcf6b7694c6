import { appendFileSync, closeSync, fdatasync } from 'node:fs';
import { promisify } from 'node:util';

const flush = promisify(fdatasync);

/** A file that lines are added to as things happen. */
export interface LineFile {
  /** Whether every line got in so far. */
  readonly isWhole: boolean;
  /** @param text ends in a line end. */
  add(text: string): void;
  /** Waits until it is on the disk. */
  close(): Promise<void>;
}

/**
 * Takes over an open file. A line is in the file when `add` returns, so it outlives this process, and goes to the disk
 * beside the work, as fast as the disk takes it: a line each would have the hosts wait for the disk of this machine.
 * @param onFailure told of the first line that could not be added; none is added after it.
 */
export function appendTo(descriptor: number, onFailure: (error: unknown) => void): LineFile {
  let isWhole = true;
  let isFlushed = true;
  let flushing: Promise<void> | null = null;
  const fail = (error: unknown) => {
    if (!isWhole) return;
    isWhole = false;
    onFailure(error);
  };
  const flushAll = async () => {
    while (!isFlushed && isWhole) {
      isFlushed = true;
      await flush(descriptor).catch(fail);
    }
  };
  return {
    get isWhole() {
      return isWhole;
    },
    add(text) {
      if (!isWhole) return;
      try {
        appendFileSync(descriptor, text);
      } catch (error) {
        fail(error);
        return;
      }
      isFlushed = false;
      flushing ??= flushAll().finally(() => (flushing = null));
    },
    async close() {
      await flushing;
      await flushAll();
      try {
        closeSync(descriptor);
      } catch (error) {
        fail(error);
      }
    },
  };
}
