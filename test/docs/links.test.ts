import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { pages, readPage } from './pages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** @returns the anchors of a page, as they are made of its headings. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const headings = [...markdown.replace(/^```.*?^```$/gms, '').matchAll(/^#+ (.*)$/gm)];
  return new Set(
    headings.map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

it.each([...pages, 'ARCHITECTURE.md'])('%s leads only to what is there', (page) => {
  const links = [...readPage(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const broken = links.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).has(anchor);
  });
  expect(broken).toEqual([]);
});
