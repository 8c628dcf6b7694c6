import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../errors.ts';
import { quote } from '../../shell/shell.ts';
import { readDebianMirror, sourceLines, type DebianMirror } from './apt-sources.ts';
import { mustRun } from '../command.ts';
import { giveTo, makeFolder, type Owner } from '../folders.ts';
import { fetchKernel, type UmlKernel } from './kernel.ts';
import { identify } from '../../process.ts';
import { hashOf, type Recipe } from './recipe.ts';
import { inTurn } from './turn.ts';

/** A finished base image: the disk that guests get copies of, their kernel, and the packages that the lab serves. */
export interface Image {
  readonly folder: string;
  readonly disk: string;
  readonly kernelFolder: string;
  readonly repository: string;
  readonly kernel: UmlKernel;
}

export interface ImageOptions {
  readonly recipe: Recipe;
  readonly cache: string;
  readonly owner: Owner | undefined;
  readonly say: (line: string) => void;
}

const minute = 60_000;

/** @returns the cached image of the recipe, which is built first when there is none. */
export async function prepareImage(options: ImageOptions): Promise<Image> {
  const folder = join(options.cache, hashOf(options.recipe));
  const cached = await openImage(folder);
  if (cached !== undefined) return cached;
  await makeFolder(options.cache, options.owner);
  const onWait = (pid: number) =>
    options.say(`another lab is building the base image (process ${pid}); waiting for it`);
  return inTurn(`${folder}.turn`, onWait, async () => (await openImage(folder)) ?? (await makeImage(options, folder)));
}

async function makeImage(options: ImageOptions, folder: string): Promise<Image> {
  options.say('building the base image, once');
  await removeAbandoned(options.cache);
  const work = await mkdtemp(join(options.cache, `building-${process.pid}-`));
  try {
    await buildImage(options, work);
    await giveTo(join(work, 'image'), options.owner);
    await rename(join(work, 'image'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return (await openImage(folder)) ?? Promise.reject(new Error(`no image in ${folder} after building it`));
}

/** @returns the image in that folder; image.json is written last, and the folder only gets its name when it is whole. */
export async function openImage(folder: string): Promise<Image | undefined> {
  try {
    const kernel = JSON.parse(await readFile(join(folder, 'image.json'), 'utf8')) as UmlKernel;
    return {
      folder,
      disk: join(folder, 'disk.img'),
      kernelFolder: join(folder, 'kernel'),
      repository: join(folder, 'repository'),
      kernel,
    };
  } catch {
    return undefined;
  }
}

async function buildImage({ recipe, say }: ImageOptions, work: string): Promise<void> {
  const image = join(work, 'image');
  const root = join(work, 'root');
  await mkdir(join(image, 'repository'), { recursive: true });
  const mirror = await readDebianMirror();
  const [kernel] = await Promise.all([
    fetchKernelOrOlder(recipe, mirror, work, join(image, 'kernel'), say),
    buildRoot(recipe, mirror, work, root),
  ]);
  await mkdir(join(root, 'usr/lib/modules'), { recursive: true });
  await mustRun('cp', ['-a', join(work, 'modules', kernel.release), join(root, 'usr/lib/modules/')], {
    timeoutMs: minute,
  });
  await mustRun('chroot', [root, 'depmod', '-a', kernel.release], { timeoutMs: minute });
  await makeDisk(root, join(image, 'disk.img'));
  const index = await mustRun('dpkg-scanpackages', ['--multiversion', '.'], {
    timeoutMs: minute,
    cwd: join(image, 'repository'),
  });
  await writeFile(join(image, 'repository', 'Packages'), index);
  await writeFile(join(image, 'image.json'), `${JSON.stringify(kernel)}\n`);
}

// sid moves, and may have a kernel that this machine can't run on the day an image is built; bookworm's always will do.
async function fetchKernelOrOlder(
  recipe: Recipe,
  mirror: DebianMirror,
  work: string,
  folder: string,
  say: (line: string) => void,
): Promise<UmlKernel> {
  const fetchFrom = (suite: Recipe['kernel']) => fetchKernel(suite, mirror, join(work, suite), folder);
  let kernel: UmlKernel;
  try {
    kernel = await fetchFrom(recipe.kernel);
  } catch (error) {
    if (recipe.kernel === recipe.suite) throw error;
    say(`the kernel of ${recipe.kernel} can't be had, taking ${recipe.suite}'s, which is slower: ${messageOf(error)}`);
    await rm(folder, { recursive: true, force: true });
    kernel = await fetchFrom(recipe.suite);
  }
  await rename(join(work, kernel.suite, 'modules'), join(work, 'modules'));
  return kernel;
}

async function buildRoot(recipe: Recipe, mirror: DebianMirror, work: string, root: string): Promise<void> {
  for (const [path, file] of Object.entries(recipe.files)) {
    await mkdir(join(work, 'files', path, '..'), { recursive: true });
    await writeFile(join(work, 'files', path), file.content, { mode: file.mode });
  }
  const hook = join(work, 'hook');
  await writeFile(hook, hookScript(recipe, work), { mode: 0o755 });
  const excluded = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*', '/usr/share/info/*'];
  const options = [
    '--mode=root',
    '--variant=minbase',
    `--include=${recipe.packages.join(',')}`,
    `--customize-hook=${hook}`,
    ...excluded.map((path) => `--dpkgopt=path-exclude=${path}`),
  ];
  await mustRun('mmdebstrap', [...options, recipe.suite, root, ...sourceLines(mirror, recipe.suite)], {
    timeoutMs: 15 * minute,
  });
}

/** @returns what mmdebstrap runs on the machine itself, with the new root as its first argument, which is never to be `/`. */
function hookScript(recipe: Recipe, work: string): string {
  return `#!/bin/sh
set -eu
root=$1
[ "$root" = ${quote(join(work, 'root'))} ] && [ -d "$root/etc/apt" ]
export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
apt-get clean
apt-get install --yes --no-install-recommends --download-only ${recipe.served.join(' ')}
# An epoch's colon is %3a in these names, which apt and servers decode as they please.
for deb in "$root"/var/cache/apt/archives/*.deb; do
  cp "$deb" ${quote(join(work, 'image', 'repository'))}/"$(basename "$deb" | tr % _)"
done
cp -R --preserve=mode ${quote(join(work, 'files'))}/. "$root/"
chroot "$root" systemctl --quiet enable ${recipe.enabledUnits.join(' ')}
chroot "$root" systemctl --quiet set-default multi-user.target
chroot "$root" systemctl --quiet mask ${recipe.maskedUnits.join(' ')}
rm -f "$root"/etc/ssh/ssh_host_* "$root"/etc/hostname "$root"/etc/apt/sources.list
rm -rf "$root"/etc/apt/sources.list.d/*
chroot "$root" passwd --quiet --lock root
`;
}

async function makeDisk(root: string, disk: string): Promise<void> {
  await mustRun('truncate', ['--size=2G', disk], { timeoutMs: minute });
  await mustRun(
    'mkfs.ext4',
    ['-q', '-F', '-L', 'root', '-J', 'size=16', '-E', 'lazy_itable_init=0,lazy_journal_init=0', '-d', root, disk],
    {
      timeoutMs: 5 * minute,
    },
  );
}

// What a build leaves that was killed; its folder is named after its process.
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const pid = /^building-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || (await identify(Number(pid))) !== undefined) continue;
    await rm(join(cache, name), { recursive: true, force: true });
  }
}
