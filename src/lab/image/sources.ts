import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LvsdeployError } from '../../errors.ts';
import { openApt } from './apt.ts';
import { sourceLines, wordMirror, type DebianMirror } from './apt-sources.ts';
import { indexDebs } from './deb.ts';
import type { Flavour } from '../flavour.ts';
import { preparePart, type Cache } from './part.ts';
import type { BaseRoot } from './root.ts';
import { buildRpm, indexRpms, type RpmPackage } from './rpm.ts';
import { rpmsOfDebs } from './rpm-of-deb.ts';

/** The archives that the lab serves, as their authors released them. */
export const archives = [
  {
    suite: 'bookworm',
    source: 'ipvsadm',
    file: 'ipvsadm_1.31.orig.tar.gz',
    sha256: '7276bcf214f31051188b2e44f11029e57303f37e54126e517000c1b2123a6d4e',
  },
  {
    suite: 'forky',
    source: 'keepalived',
    file: 'keepalived_2.3.4.orig.tar.gz',
    sha256: '6afd95ddb7d3e0d3b8b8e5b3a489144131b61a01b06d29e883d0c44acc8a36bf',
  },
] as const;

// What the two are built with, and no more: their archives come with what autoconf makes.
const buildPackages = {
  deb: [
    'build-essential',
    'pkg-config',
    'libssl-dev',
    'libnl-3-dev',
    'libnl-genl-3-dev',
    'libnl-route-3-dev',
    'libpopt-dev',
  ],
  rpm: [
    'gcc',
    'make',
    'pkg-config',
    'libc6-dev',
    'libssl-dev',
    'libnl-3-dev',
    'libnl-genl-3-dev',
    'libnl-route-3-dev',
    'libpopt-dev',
  ],
} as const;

/** What rpm distributions call them. */
const rpmNames: Readonly<Record<string, readonly string[]>> = {
  'libnl3-devel': ['libnl-3-dev', 'libnl-genl-3-dev', 'libnl-route-3-dev', 'pkg-config'],
  'popt-devel': ['libpopt-dev'],
  'openssl-devel': ['libssl-dev'],
  'pkgconf-pkg-config': ['pkg-config'],
};

/** @returns the folder of the source archives. */
export async function prepareSources(cache: Cache, mirror: () => Promise<DebianMirror>): Promise<string> {
  return preparePart(cache, { kind: 'sources', madeOf: archives }, async (part, work) => {
    for (const archive of archives) {
      const folder = join(work, archive.source);
      await mkdir(folder);
      const from = await mirror();
      const lines = sourceLines(from, archive.suite).map((line) => line.replace(/^deb /, 'deb-src '));
      const apt = await openApt(join(folder, 'apt'), lines);
      const version = /^[^_]+_(.*)\.orig\./.exec(archive.file)?.[1] ?? '';
      await apt(['source', '--download-only', '--tar-only', archive.source], folder);
      const found = await readFile(join(folder, archive.file)).catch(() => undefined);
      if (found === undefined) {
        throw new LvsdeployError(
          `${archive.suite} of this machine's Debian mirror has no ${archive.source} ${version}`,
          {
            hint: `The lab takes this version and no other. The mirror is ${wordMirror(from)}: give this machine's apt another one, or bring the lab up without --with-sources.`,
          },
        );
      }
      const digest = createHash('sha256').update(found).digest('hex');
      if (digest !== archive.sha256) {
        throw new LvsdeployError(`${archive.file} is not the archive that was expected: its SHA-256 is another one`, {
          hint: `Nothing was kept. Expected ${archive.sha256}, found ${digest}: give this machine's apt another mirror than ${wordMirror(from)}, or bring the lab up without --with-sources.`,
        });
      }
      await copyFile(join(folder, archive.file), join(part, archive.file));
    }
  });
}

/** @returns the repository of what guests of the flavour build with, beyond what they have. */
export async function prepareBuildPackages(
  cache: Cache,
  flavour: Flavour,
  root: BaseRoot,
  mirror: () => Promise<DebianMirror>,
): Promise<string> {
  const packages = buildPackages[flavour === 'rpm' ? 'rpm' : 'deb'];
  const madeOf = {
    root: basename(root.folder),
    packages,
    ...(flavour === 'rpm' ? { rpmNames, noFolderOfLinks: true } : {}),
  };
  const folder = await preparePart(cache, { kind: `build-${flavour}`, madeOf }, async (part, work) => {
    const repository = join(part, 'repository');
    const debs = await downloadFor(root, packages, await mirror(), work);
    if (flavour !== 'rpm') {
      await rename(debs, repository);
      await indexDebs(repository);
      return;
    }
    await mkdir(repository);
    await rpmsOfDebs(debs, repository, work);
    await mkdir(join(work, 'empty'));
    for (const [name, requires] of Object.entries(rpmNames)) {
      await buildRpm(alias(name, requires), join(work, 'empty'), repository, work);
    }
    await indexRpms(repository);
  });
  return join(folder, 'repository');
}

async function downloadFor(
  root: BaseRoot,
  packages: readonly string[],
  mirror: DebianMirror,
  work: string,
): Promise<string> {
  const [state, debs] = [join(work, 'apt'), join(work, 'debs')];
  const apt = await openApt(state, sourceLines(mirror, 'bookworm'), root.status);
  await apt(['install', '--yes', '--no-install-recommends', '--download-only', ...packages], work);
  await mkdir(debs);
  const archives = join(state, 'cache/archives');
  for (const name of (await readdir(archives)).filter((file) => file.endsWith('.deb'))) {
    // As in the repository of the base root: no per cent sign in a name.
    await rename(join(archives, name), join(debs, name.replaceAll('%', '_')));
  }
  return debs;
}

function alias(name: string, requires: readonly string[]): RpmPackage {
  return {
    name,
    version: '1',
    release: '1.lab',
    summary: `Stands for the package of that name: brings ${requires.join(', ')}`,
    provides: [],
    requires,
    paths: [],
    scripts: {},
  };
}
