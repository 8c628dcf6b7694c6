import { describe, expect, test } from 'vitest';
import type { Program, ProgramSource } from '../../src/inventory/host.ts';
import { parse, problemsOf, web } from './parse.ts';
import { surroundings } from './surroundings.ts';

const published = {
  name: 'keepalived-2.3.4.tar.gz',
  url: 'https://www.keepalived.org/software/keepalived-2.3.4.tar.gz',
  sha256: '6afd95ddb7d3e0d3b8b8e5b3a489144131b61a01b06d29e883d0c44acc8a36bf',
  file: null,
};
const other = 'a'.repeat(64);

function sourceOf(text: string, program: Program, files: readonly string[] = [], host = 'lb1'): ProgramSource {
  const here = Object.fromEntries(files.map((path) => [path, '']));
  const found = parse(`${web}${text}`, surroundings({}, here)).hosts.find(({ name }) => name === host);
  if (found === undefined) throw new Error(`no host ${host}`);
  return found.sources[program];
}

describe('where a program comes from', () => {
  test('is the package when nothing is said', () => {
    expect(sourceOf('', 'keepalived')).toMatchObject({ kind: 'package' });
    expect(sourceOf('defaults: { keepalived: package }', 'keepalived')).toMatchObject({ kind: 'package' });
  });

  test.each<[string, string, Program, object]>([
    [
      'the version that is pinned, for the word alone',
      'defaults: { keepalived: build }',
      'keepalived',
      { version: '2.3.4', flags: [], archive: published },
    ],
    [
      'of ipvsadm, the archive of kernel.org',
      'defaults: { ipvsadm: { source: build } }',
      'ipvsadm',
      {
        version: '1.31',
        archive: {
          name: 'ipvsadm-1.31.tar.xz',
          url: 'https://www.kernel.org/pub/linux/utils/kernel/ipvsadm/ipvsadm-1.31.tar.xz',
          sha256: '1a0a5e25b5a1226435d2fb76341656f83a710183aebb0d204db39c0ec3bedfdb',
          file: null,
        },
      },
    ],
    [
      'another version that is known, with flags',
      'defaults: { keepalived: { source: build, version: 2.2.7, flags: --enable-bfd } }',
      'keepalived',
      {
        version: '2.2.7',
        flags: ['--enable-bfd'],
        archive: { sha256: 'c61940d874154a560a54627ecf7ef47adebdf832164368d10bf242a4d9b7d49d' },
      },
    ],
    [
      'a version that is not known, by its hash',
      `defaults: { ipvsadm: { source: build, version: '1.24', sha256: ${other} } }`,
      'ipvsadm',
      {
        version: '1.24',
        archive: {
          url: 'http://www.linuxvirtualserver.org/software/kernel-2.6/ipvsadm-1.24.tar.gz',
          sha256: other,
        },
      },
    ],
    [
      "a known file from an address of one's own",
      "defaults: { ipvsadm: { source: build, url: 'http://10.0.0.1/sources/ipvsadm_1.31.orig.tar.gz' } }",
      'ipvsadm',
      {
        archive: {
          name: 'ipvsadm_1.31.orig.tar.gz',
          url: 'http://10.0.0.1/sources/ipvsadm_1.31.orig.tar.gz',
          sha256: '7276bcf214f31051188b2e44f11029e57303f37e54126e517000c1b2123a6d4e',
        },
      },
    ],
    [
      'the nearest of four levels, key by key',
      'defaults: { keepalived: { source: build, version: 2.2.8 } }\nhosts: { lb1: { keepalived: { flags: [--enable-json] } } }',
      'keepalived',
      { version: '2.2.8', flags: ['--enable-json'] },
    ],
  ])('%s', (_, text, program, expected) => {
    expect(sourceOf(text, program)).toMatchObject({ kind: 'build', ...expected });
  });

  test('is said for one of the hosts alone', () => {
    const text = 'groups: { odd: { hosts: [lb2], keepalived: build } }';
    expect(sourceOf(text, 'keepalived', [], 'lb1')).toMatchObject({ kind: 'package' });
    expect(sourceOf(text, 'keepalived', [], 'lb2')).toMatchObject({ kind: 'build' });
  });

  test('is an archive in the folder where one lies there, by whichever of its names', () => {
    const text = 'archives: src\ndefaults: { keepalived: build, ipvsadm: build }';
    expect(sourceOf(text, 'keepalived', ['/etc/lvs/src/keepalived-2.3.4.tar.gz'])).toMatchObject({
      archive: { ...published, file: '/etc/lvs/src/keepalived-2.3.4.tar.gz' },
    });
    expect(sourceOf(text, 'ipvsadm', ['/etc/lvs/src/ipvsadm_1.31.orig.tar.gz'])).toMatchObject({
      archive: {
        name: 'ipvsadm_1.31.orig.tar.gz',
        url: null,
        sha256: '7276bcf214f31051188b2e44f11029e57303f37e54126e517000c1b2123a6d4e',
        file: '/etc/lvs/src/ipvsadm_1.31.orig.tar.gz',
      },
    });
    expect(sourceOf(text, 'keepalived', ['/etc/lvs/src/keepalived-2.3.3.tar.gz'])).toMatchObject({
      archive: published,
    });
  });
});

describe('refused with its place', () => {
  test.each([
    ['defaults: { keepalived: biuld }', '21:13: defaults.keepalived.source: found "biuld"; expected package or build'],
    [
      'defaults: { ipvsadm: { source: build, version: 1.31 } }',
      "21:48: defaults.ipvsadm.version: found 1.31; expected a version, in quotes where it reads as a number: '1.31'",
    ],
    [
      'defaults: { keepalived: { source: build, version: 9.9.9 } }',
      '21:51: defaults.keepalived.version: the SHA-256 of keepalived 9.9.9 is not known here (known: 2.3.4, 2.3.3, 2.2.8, 2.2.7); expected sha256 beside it',
    ],
    [
      'defaults: { keepalived: { source: build, url: http://10.0.0.1/k.tgz } }',
      '21:47: defaults.keepalived.url: the SHA-256 of k.tgz of keepalived 2.3.4 is not known here (known: 2.3.4, 2.3.3, 2.2.8, 2.2.7); expected sha256 beside it',
    ],
    [
      "defaults: { ipvsadm: { source: build, version: '1.24' } }",
      '21:48: defaults.ipvsadm.version: the SHA-256 of ipvsadm 1.24 is not known here (known: 1.31); expected sha256 beside it',
    ],
    [
      'defaults: { keepalived: { version: 2.3.3 } }',
      '21:36: defaults.keepalived.version: found it for the package of the distribution; expected "source: build" beside it, or nothing',
    ],
    [
      'defaults: { keepalived: { source: build, flags: [--prefix=/usr] } }',
      '21:42: defaults.keepalived.flags: found --prefix=/usr, which is always given; expected further flags',
    ],
    [
      'defaults: { ipvsadm: { source: build, sha256: abc } }',
      '21:47: defaults.ipvsadm.sha256: found "abc"; expected a SHA-256, 64 hexadecimal digits',
    ],
    [
      `defaults: { keepalived: { source: build, version: 9.9.9, sha256: ${other} } }\nhosts: { lb1: { keepalived: { version: 2.3.3 } } }`,
      '21:66: defaults.keepalived.sha256: found it without the version that it is of; expected the two in one place',
    ],
    [
      'defaults: { ipvsadm: { source: build, flags: [--x] } }',
      '21:39: defaults.ipvsadm.flags: unknown key; expected source, version, url, sha256',
    ],
  ])('%s', (text, expected) => {
    expect(problemsOf(`${web}${text}\n`)).toEqual([expected]);
  });
});
