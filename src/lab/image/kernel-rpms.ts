import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { layOutHeaders, layOutKernel } from './kernel-content.ts';
import { afterInstall, afterRemoval, librariesPath } from './kernel-package.ts';
import type { PackedKernel } from './kernel-package.ts';
import { buildRpm, indexRpms, pathsIn, type RpmPackage, type RpmPath } from './rpm.ts';

type Described = Omit<RpmPackage, 'paths'>;

/** The names of a kernel's packages, as rpm distributions name them. */
export const kernelRpmNames = ['kernel', 'kernel-devel', 'kernel-headers'] as const;

/** @returns the packages of a kernel; those that provide `installonlypkg(kernel)` stand side by side (dnf.conf(5), installonlypkgs). */
export function kernelRpms(release: string): Record<(typeof kernelRpmNames)[number], Described> {
  const common = { version: release, release: '1.lab', requires: [], scripts: {} };
  return {
    kernel: {
      ...common,
      name: 'kernel',
      summary: `Linux ${release} as a program (user-mode-linux), for a guest of the lab`,
      provides: [`kernel-uname-r = ${release}`, 'installonlypkg(kernel)'],
      requires: ['kmod'],
      scripts: { post: afterInstall(release), postun: afterRemoval(release) },
    },
    'kernel-devel': {
      ...common,
      name: 'kernel-devel',
      summary: `Stands for what modules of Linux ${release} are built with; holds nothing of it`,
      provides: [`kernel-devel-uname-r = ${release}`, 'installonlypkg(kernel)'],
    },
    'kernel-headers': {
      ...common,
      name: 'kernel-headers',
      summary: `Stands for the headers of Linux ${release}; holds none`,
      provides: [],
    },
  };
}

// As the packages of rpm distributions own them: `rpm -qf` of such a folder names its package.
function foldersOf(name: (typeof kernelRpmNames)[number], release: string): RpmPath[] {
  const folders = {
    kernel: [`/lib/modules/${release}`, `/${librariesPath(release)}`],
    'kernel-devel': [`/usr/src/kernels/${release}`],
    'kernel-headers': [],
  };
  return folders[name].map((path) => ({ path, isFolder: true }));
}

/** Fills a repository with the packages of the kernels. */
export async function buildKernelRpms(
  kernels: readonly PackedKernel[],
  repository: string,
  work: string,
): Promise<void> {
  for (const kernel of kernels) {
    const { release } = kernel;
    const packages = kernelRpms(release);
    const layOuts = {
      kernel: (content: string) => layOutKernel(kernel, content),
      'kernel-devel': (content: string) => layOutHeaders(release, content, `usr/src/kernels/${release}`),
      'kernel-headers': (content: string) => layOutHeaders(release, content, 'usr/share/kernel-headers'),
    };
    for (const name of kernelRpmNames) {
      const content = join(work, `content-${name}-${release}`);
      await mkdir(content);
      await layOuts[name](content);
      const paths = [...foldersOf(name, release), ...(await pathsIn(content))];
      await buildRpm({ ...packages[name], paths }, content, repository, work);
      await rm(content, { recursive: true });
    }
  }
  await indexRpms(repository);
}
