import { appendFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { LvsdeployError } from '../../src/errors.ts';
import { renderError } from '../../src/report/error-text.ts';

/** An error that a test made the program throw, as it is printed. */
export interface HeardError {
  readonly test: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = process.env['LVSDEPLOY_HEARD'];
if (folder !== undefined) {
  const known = new Set<string>();
  const keep = (error: Error) => {
    const heard: HeardError = {
      test: relative(root, expect.getState().testPath ?? ''),
      text: renderError(error, { colour: false }),
    };
    const line = JSON.stringify(heard);
    if (known.has(line)) return;
    known.add(line);
    appendFileSync(join(folder, `${process.pid}.ndjson`), `${line}\n`);
  };
  class RecordedError extends Error {
    constructor(...[message, options]: ConstructorParameters<typeof Error>) {
      super(message, options);
      // Its place and its hint are set after this.
      queueMicrotask(() => keep(this));
    }
  }
  // super() of a class is what its prototype is at that time: so no error of the program knows that it is listened to.
  Object.setPrototypeOf(LvsdeployError, RecordedError);
}
