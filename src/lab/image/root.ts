import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { quote } from '../../shell/shell.ts';
import { sourceLines, type DebianMirror } from './apt-sources.ts';
import { mustRun } from '../../command.ts';
import { indexDebs } from './deb.ts';
import { preparePart, type Cache } from './part.ts';
import type { Recipe } from './recipe.ts';
import { installRelease, releasePackage } from './rpm-release.ts';
import { indexRpms } from './rpm.ts';
import { rpmsOfDebs } from './rpm-of-deb.ts';

/** The root file system of a flavour, before a kernel is installed in it, and what the lab serves to its guests. */
export interface BaseRoot {
  /** The part of the cache that it is. */
  readonly folder: string;
  readonly archive: string;
  /** The packages that the recipe says are served, as a repository of the guests' own kind. */
  readonly repository: string;
  /** dpkg's status of what the guests have, for finding out what else a package would need there. */
  readonly status: string;
}

const minute = 60_000;

/** @returns the root file system of the recipe, which is built first when there is none. */
export async function prepareRoot(
  cache: Cache,
  recipe: Recipe,
  mirror: () => Promise<DebianMirror>,
): Promise<BaseRoot> {
  const madeOf = recipe.flavour === 'rpm' ? { recipe, releasePackage } : { recipe };
  const folder = await preparePart(cache, { kind: `root-${recipe.flavour}`, madeOf }, async (part, work) => {
    await buildRoot(recipe, await mirror(), part, work);
  });
  return {
    folder,
    archive: join(folder, 'root.tar'),
    repository: join(folder, 'repository'),
    status: join(folder, 'status'),
  };
}

async function buildRoot(recipe: Recipe, mirror: DebianMirror, part: string, work: string): Promise<void> {
  const root = join(work, 'root');
  const [debs, repository] = [join(work, 'debs'), join(part, 'repository')];
  await mkdir(debs);
  await bootstrap(recipe, mirror, { root, work, debs, status: join(part, 'status') });
  await addFiles(recipe, root, join(work, 'files'));
  await mustRun('chroot', [root, 'sh', '-eu'], { timeoutMs: minute, input: recipe.setup });
  if (recipe.flavour === 'rpm') {
    await mkdir(repository);
    await rpmsOfDebs(debs, repository, work);
    await installRelease(root, work);
    await indexRpms(repository);
  } else {
    await rename(debs, repository);
    await indexDebs(repository);
  }
  await mustRun('tar', ['--create', '--numeric-owner', '--file', join(part, 'root.tar'), '--directory', root, '.'], {
    timeoutMs: 2 * minute,
  });
}

interface BootstrapFolders {
  readonly root: string;
  readonly work: string;
  readonly debs: string;
  readonly status: string;
}

async function bootstrap(recipe: Recipe, mirror: DebianMirror, folders: BootstrapFolders): Promise<void> {
  const hook = join(folders.work, 'hook');
  await writeFile(hook, hookScript(recipe, folders), { mode: 0o755 });
  const excluded = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*', '/usr/share/info/*'];
  const options = [
    '--mode=root',
    '--variant=minbase',
    `--include=${recipe.packages.join(',')}`,
    `--customize-hook=${hook}`,
    ...excluded.map((path) => `--dpkgopt=path-exclude=${path}`),
  ];
  await mustRun('mmdebstrap', [...options, recipe.suite, folders.root, ...sourceLines(mirror, recipe.suite)], {
    timeoutMs: 15 * minute,
  });
}

/** @returns what mmdebstrap runs on the machine itself, with the new root as its first argument, which is never to be `/`. */
function hookScript(recipe: Recipe, { root, debs, status }: BootstrapFolders): string {
  return `#!/bin/sh
set -eu
root=$1
[ "$root" = ${quote(root)} ] && [ -d "$root/etc/apt" ]
export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
apt-get clean
apt-get install --yes --no-install-recommends --download-only ${recipe.served.join(' ')}
# An epoch's colon is %3a in these names, which apt and servers decode as they please.
for deb in "$root"/var/cache/apt/archives/*.deb; do
  cp "$deb" ${quote(debs)}/"$(basename "$deb" | tr % _)"
done
cp "$root/var/lib/dpkg/status" ${quote(status)}
`;
}

async function addFiles(recipe: Recipe, root: string, folder: string): Promise<void> {
  for (const [path, file] of Object.entries(recipe.files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), file.content, { mode: file.mode });
  }
  for (const name of await readdir(folder)) {
    await mustRun('cp', ['-R', '--preserve=mode', join(folder, name), `${root}/`], { timeoutMs: minute });
  }
  await rm(folder, { recursive: true });
}
