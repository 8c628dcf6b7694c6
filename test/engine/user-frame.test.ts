import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { userFrame } from '../../src/engine/user-frame.ts';

const src = new URL('../../src/', import.meta.url).pathname;
const withFrames = (...frames: readonly string[]) =>
  Object.assign(new Error('a: b'), { stack: ['Error: a: b', ...frames.map((frame) => `    at ${frame}`)].join('\n') });

it.each([
  ['a method', 'Object.resources (/srv/my site/role.ts:12:75)', '/srv/my site/role.ts:12'],
  ['no name', '/srv/site/role.ts:12:75', '/srv/site/role.ts:12'],
  ['a folder in brackets', 'house (/srv/site (2)/role.ts:12:75)', '/srv/site (2)/role.ts:12'],
  [
    'a file by its address',
    `new House (${pathToFileURL('/srv/my site/role.ts').href}:12:75)`,
    '/srv/my site/role.ts:12',
  ],
])('finds %s', (_, frame, found) => {
  expect(userFrame(withFrames(frame))).toBe(found);
});

it('passes over this program, packages and Node', () => {
  const others = [
    'Array.map (<anonymous>)',
    'from (node:buffer:330:9)',
    `file (${src}resources/file.ts:42:50)`,
    'Object.get (/srv/site/node_modules/a/index.js:1:1)',
  ];
  expect(userFrame(withFrames(...others, 'house (/srv/site/role.ts:3:1)', 'a (/srv/site/site.ts:4:1)'))).toBe(
    '/srv/site/role.ts:3',
  );
  expect(userFrame(withFrames(...others))).toBeNull();
});

it('finds none in what is no error', () => {
  expect(userFrame('    at /srv/site/role.ts:12:75')).toBeNull();
});
