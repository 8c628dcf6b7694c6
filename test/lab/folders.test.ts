import { expect, test } from 'vitest';
import { imagesFolder, namespaceOf, ownerFrom, runFolder } from '../../src/lab/folders.ts';

test('the folders follow XDG, and a path that is not absolute is ignored', () => {
  expect(runFolder('lab', { XDG_STATE_HOME: '/s' })).toBe('/s/lvsdeploy/labs/lab');
  expect(imagesFolder({ XDG_CACHE_HOME: '/c' })).toBe('/c/lvsdeploy/lab');
  expect(imagesFolder({ XDG_CACHE_HOME: 'c' })).toMatch(/^\/.*\.cache\/lvsdeploy\/lab$/);
});

test.each(['', '../x', 'Lab', '-x', 'a b', 'x'.repeat(33)])('%j is no name for a lab', (name) => {
  expect(() => namespaceOf(name)).toThrow(/not a name/);
});

test('a folder too long for its sockets is refused', () => {
  expect(() => runFolder('lab', { XDG_STATE_HOME: `/${'s'.repeat(80)}` })).toThrow(/too long/);
});

test('the owner is the caller behind sudo', () => {
  expect(ownerFrom({ SUDO_UID: '1000', SUDO_GID: '1001' })).toEqual({ uid: 1000, gid: 1001 });
  expect(ownerFrom({ SUDO_UID: '0' })).toBeUndefined();
  expect(ownerFrom({})).toBeUndefined();
});
