import { expect, test } from 'vitest';
import { debianMirrorIn, readDebianMirror, sourceLines, wordMirror } from '../../../src/lab/image/apt-sources.ts';
import { printedErrorOf } from '../../report/printed-error.ts';
import { fakePrograms } from '../fake-machine.ts';

const listing = ['http://tools.example/apt/', 'http://mirror.example/debian/', 'http://mirror.example/debian-security/']
  .map((address) => `${address}\n`)
  .join('');

test('the mirror is the one that the machine has', () => {
  expect(debianMirrorIn(listing)).toEqual({
    main: 'http://mirror.example/debian/',
    security: 'http://mirror.example/debian-security/',
  });
});

test('a machine without Debian among its sources has no mirror', () => {
  expect(debianMirrorIn('http://tools.example/apt/\n')).toBeUndefined();
});

test('a mirror is told without the password that its address may hold', () => {
  expect(wordMirror({ main: 'https://apt:secret@mirror.example/debian/', security: undefined })).toBe(
    'https://mirror.example/debian/',
  );
  expect(wordMirror({ main: 'http://mirror.example/debian/', security: undefined })).toBe(
    'http://mirror.example/debian/',
  );
});

test('a machine without one is told what the lab needs', async () => {
  await fakePrograms({ 'apt-get': 'echo http://tools.example/apt/' });
  expect(await printedErrorOf(readDebianMirror)).toBe(`\
this machine's apt knows no Debian mirror
  → The lab is made of Debian packages: run it on a machine whose apt has a Debian mirror among its sources.
`);
});

test('a release has updates and security, where there is a mirror of it', () => {
  const main = 'http://mirror.example/debian/';
  const suites = (security: string | undefined) =>
    sourceLines({ main, security }, 'bookworm').map((line) => line.replace(/^deb \[.*\] /, ''));
  expect(suites(undefined)).toEqual([`${main} bookworm main`, `${main} bookworm-updates main`]);
  expect(suites('http://s.example/debian-security')).toContain(
    'http://s.example/debian-security bookworm-security main',
  );
});

test('sid has neither', () => {
  expect(
    sourceLines({ main: 'http://mirror.example/debian', security: 'http://s.example/debian-security' }, 'sid'),
  ).toEqual([expect.stringMatching(/ http:\/\/mirror\.example\/debian sid main$/)]);
});
