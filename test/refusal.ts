import { isLvsdeployError, type LvsdeployError } from '../src/errors.ts';

/** @returns how the work is refused, or null. */
export function refusal(work: () => unknown): LvsdeployError | null {
  try {
    work();
    return null;
  } catch (error) {
    if (isLvsdeployError(error)) return error;
    throw error;
  }
}
