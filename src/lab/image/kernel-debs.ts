import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDeb, indexDebs, type DebPackage } from './deb.ts';
import { layOutHeaders, layOutKernel } from './kernel-content.ts';
import { afterInstall, afterRemoval } from './kernel-package.ts';
import type { PackedKernel } from './kernel-package.ts';

/** Names of the packages that follow the newest kernel. */
export const metaPackages = ['linux-image-uml', 'linux-headers-uml'] as const;

/** @returns the package of a kernel, as Debian names it. */
export function imageDeb(release: string): DebPackage {
  return {
    name: `linux-image-${release}`,
    version: release,
    depends: ['kmod'],
    description: `Linux ${release} as a program (user-mode-linux), for a guest of the lab`,
    scripts: { postinst: onlyAt('configure', afterInstall(release)), postrm: onlyAt('remove', afterRemoval(release)) },
  };
}

/** @returns the package that stands for the headers of a kernel. */
export function headersDeb(release: string): DebPackage {
  return {
    name: `linux-headers-${release}`,
    version: release,
    depends: [],
    description: `stands for the headers of Linux ${release}; holds none`,
    scripts: {},
  };
}

/** @returns the meta packages, which depend on the packages of that kernel. */
export function metaDebs(release: string): DebPackage[] {
  return ['image', 'headers'].map((part) => ({
    name: `linux-${part}-uml`,
    version: release,
    depends: [`linux-${part}-${release}`],
    description: `the newest kernel of the lab (${part}, meta package)`,
    scripts: {},
  }));
}

/** Fills a repository with the packages of the kernels, each with the meta packages that name it. */
export async function buildKernelDebs(
  kernels: readonly PackedKernel[],
  repository: string,
  work: string,
): Promise<void> {
  for (const kernel of kernels) {
    const { release } = kernel;
    await buildOne(imageDeb(release), repository, work, (content) => layOutKernel(kernel, content));
    const headers = `usr/src/linux-headers-${release}`;
    await buildOne(headersDeb(release), repository, work, (content) => layOutHeaders(release, content, headers));
    for (const meta of metaDebs(release)) await buildOne(meta, repository, work, () => Promise.resolve());
  }
  await indexDebs(repository);
}

async function buildOne(
  deb: DebPackage,
  repository: string,
  work: string,
  layOut: (content: string) => Promise<void>,
): Promise<void> {
  const content = join(work, `content-${deb.name}-${deb.version}`);
  await mkdir(content);
  await layOut(content);
  await buildDeb(deb, content, repository);
  await rm(content, { recursive: true });
}

function onlyAt(step: string, script: string): string {
  return `#!/bin/sh\nset -e\n[ "$1" = ${step} ] || exit 0\n${script}`;
}
