import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generated } from '../../scripts/docs/pages.ts';

test.each(Object.keys(generated))(
  '%s is current',
  (path) => {
    const written = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    expect(written === generated[path]?.(), `${path} is not current: run npm run docs`).toBe(true);
  },
  60_000,
);
