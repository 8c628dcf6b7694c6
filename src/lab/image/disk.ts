import { copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { mustRun } from '../../command.ts';
import type { Flavour } from '../flavour.ts';
import type { KernelChoice } from './kernel-choice.ts';
import { headersDeb, imageDeb, metaDebs } from './kernel-debs.ts';
import { kernelRpmNames } from './kernel-rpms.ts';
import { preparePart, type Cache } from './part.ts';
import type { BaseRoot } from './root.ts';
import { installRpms } from './rpm-release.ts';

const minute = 60_000;

/** What a disk is made of. */
export interface DiskParts {
  readonly flavour: Flavour;
  readonly root: BaseRoot;
  readonly kernels: KernelChoice;
  /** The repository of kernel packages, of the flavour's kind. */
  readonly packages: string;
}

/** @returns the disk that guests of the flavour get copies of, with the kernels installed from their packages. */
export async function prepareDisk(cache: Cache, parts: DiskParts): Promise<string> {
  const { flavour, kernels } = parts;
  const installed = installedPackages(parts);
  const madeOf = { root: basename(parts.root.folder), packages: basename(dirname(parts.packages)), installed };
  const kind = kernels.superseded.length === 0 ? `disk-${flavour}` : `disk-${flavour}-old`;
  const folder = await preparePart(cache, { kind, madeOf }, async (part, work) => {
    const root = join(work, 'root');
    await mkdir(root);
    await mustRun('tar', ['--extract', '--numeric-owner', '--file', parts.root.archive, '--directory', root], {
      timeoutMs: 2 * minute,
    });
    const files = installed.map((name) => join(parts.packages, name));
    if (flavour === 'rpm') await installRpms(root, files);
    else await installDebs(root, files, automatic(parts));
    await makeDisk(root, join(part, 'disk.img'));
  });
  return join(folder, 'disk.img');
}

/** @returns the files of the packages, the kernel that is booted last. */
function installedPackages({ flavour, kernels }: DiskParts): string[] {
  const releases = [...kernels.superseded, kernels.booted].map(({ release }) => release);
  if (flavour === 'rpm') {
    const devel = releases.flatMap((release) => ['kernel', 'kernel-devel'].map((name) => rpmFile(name, release)));
    return [...devel, rpmFile(kernelRpmNames[2], kernels.booted.release)];
  }
  const debs = releases.flatMap((release) => [imageDeb(release), headersDeb(release)]);
  return [...debs, ...metaDebs(kernels.booted.release)].map(({ name, version }) => `${name}_${version}_amd64.deb`);
}

function rpmFile(name: string, release: string): string {
  return `${name}-${release}-1.lab.x86_64.rpm`;
}

// As apt has it on a machine where only the meta packages were asked for.
function automatic({ kernels }: DiskParts): string[] {
  const releases = [...kernels.superseded, kernels.booted].map(({ release }) => release);
  return releases.flatMap((release) => [`linux-image-${release}`, `linux-headers-${release}`]);
}

async function installDebs(root: string, files: readonly string[], automatic: readonly string[]): Promise<void> {
  const folder = join(root, 'var/tmp/lab-debs');
  await mkdir(folder);
  for (const path of files) await copyFile(path, join(folder, basename(path)));
  const paths = files.map((path) => `/var/tmp/lab-debs/${basename(path)}`);
  await mustRun('chroot', [root, 'dpkg', '--install', ...paths], { timeoutMs: 2 * minute });
  await mustRun('chroot', [root, 'apt-mark', 'auto', ...automatic], { timeoutMs: minute });
  await rm(folder, { recursive: true });
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
