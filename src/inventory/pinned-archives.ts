import type { Program } from './host.ts';

/** An archive of source code whose content is known. */
export interface PinnedArchive {
  /** Name of the file. */
  readonly name: string;
  /** Null: it has no address of its own, and is used where it lies in the folder of archives. */
  readonly url: string | null;
  readonly sha256: string;
}

interface PinnedProgram {
  /** The version that is built when none is said. */
  readonly version: string;
  /** Where a version is published. */
  readonly address: (version: string) => string;
  /** SHA-256 of what is published there. */
  readonly published: Readonly<Record<string, string>>;
  /** Further archives of the same versions. */
  readonly others: Readonly<Record<string, readonly PinnedArchive[]>>;
}

/**
 * Hashes that two independent sources agree on, distributions that build from the same archive: Debian, OpenWrt, Buildroot,
 * Alpine. Debian's `.orig.tar.gz` of ipvsadm is another archive than the one of kernel.org, that of keepalived is the same.
 */
export const pinnedPrograms: Readonly<Record<Program, PinnedProgram>> = {
  ipvsadm: {
    version: '1.31',
    address: (version) =>
      version === '1.24'
        ? 'http://www.linuxvirtualserver.org/software/kernel-2.6/ipvsadm-1.24.tar.gz'
        : `https://www.kernel.org/pub/linux/utils/kernel/ipvsadm/ipvsadm-${version}.tar.xz`,
    published: { '1.31': '1a0a5e25b5a1226435d2fb76341656f83a710183aebb0d204db39c0ec3bedfdb' },
    others: {
      '1.31': [
        {
          name: 'ipvsadm_1.31.orig.tar.gz',
          url: null,
          sha256: '7276bcf214f31051188b2e44f11029e57303f37e54126e517000c1b2123a6d4e',
        },
      ],
    },
  },
  keepalived: {
    version: '2.3.4',
    address: (version) => `https://www.keepalived.org/software/keepalived-${version}.tar.gz`,
    published: {
      '2.3.4': '6afd95ddb7d3e0d3b8b8e5b3a489144131b61a01b06d29e883d0c44acc8a36bf',
      '2.3.3': '2288c5c7609fa452782b7acefa19acce742d0204dc17f54d36da46b10f8b590c',
      '2.2.8': '85882eb62974f395d4c631be990a41a839594a7e62fbfebcb5649a937a7a1bb6',
      '2.2.7': 'c61940d874154a560a54627ecf7ef47adebdf832164368d10bf242a4d9b7d49d',
    },
    others: {},
  },
};

/** @returns the archives of a version whose content is known, the one that is downloaded first. */
export function pinnedArchives(program: Program, version: string): readonly PinnedArchive[] {
  const { address, published, others } = pinnedPrograms[program];
  const sha256 = published[version];
  if (sha256 === undefined) return [];
  const url = address(version);
  const renamed = { name: `${program}_${version}.orig.tar.gz`, url: null, sha256 };
  const asDebianHasIt = others[version] ?? [renamed];
  return [{ name: fileNameOf(url), url, sha256 }, ...asDebianHasIt];
}

/** @returns what a file that is downloaded from there is called. */
export function fileNameOf(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? '';
}
