import { renderError } from '../../src/report/error-text.ts';

/** @returns what the program prints of the error that ends this; nothing when none does. */
export async function printedErrorOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return '';
  } catch (error) {
    return renderError(error, { colour: false });
  }
}
