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

test('each option of a resource has words', () => {
  const page = readFileSync(new URL('../../docs/resources.md', import.meta.url), 'utf8');
  const [, resources = ''] = /^## What a role may want$([^]*?)^## /m.exec(page) ?? [];
  const rows = resources.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter((row) => row.endsWith('|  |'))).toEqual([]);
});
