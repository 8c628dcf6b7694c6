import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readDebianMirror, type DebianMirror } from './apt-sources.ts';
import { prepareDisk } from './disk.ts';
import type { Flavour } from '../flavour.ts';
import { chooseKernel, chooseOldKernel, type KernelChoice } from './kernel-choice.ts';
import { buildKernelDebs, headersDeb, imageDeb, metaDebs } from './kernel-debs.ts';
import { buildKernelRpms, kernelRpms } from './kernel-rpms.ts';
import type { KernelSuite } from './kernel.ts';
import { preparePart, type Cache } from './part.ts';
import type { Recipe } from './recipe.ts';
import { debianRecipe } from './recipes/debian.ts';
import { rpmRecipe } from './recipes/rpm.ts';
import { sysvRecipe } from './recipes/sysv.ts';
import { prepareBuildPackages, prepareSources } from './sources.ts';
import { prepareRoot, type BaseRoot } from './root.ts';

/** A folder that the lab serves over HTTP. */
export interface Share {
  /** What its URLs begin with, from one slash to another. */
  readonly path: string;
  readonly folder: string;
}

/** What guests boot from, and what the lab serves to them. */
export interface Images {
  /** Disks that guests get copies of. */
  readonly disks: Readonly<Partial<Record<Flavour, string>>>;
  /** The kernel of a guest whose disk has none. */
  readonly kernelFolder: string;
  /** Where the source archives are, if they were asked for. */
  readonly sources: string | undefined;
  readonly shares: readonly Share[];
}

export interface ImageOptions {
  readonly flavours: ReadonlySet<Flavour>;
  /** Whose kernel to boot. */
  readonly kernel: KernelSuite;
  /** Whether guests start on an older kernel than the repositories offer. */
  readonly hasOldKernel: boolean;
  /** Whether the lab serves the source archives too, and what they are built with. */
  readonly hasSources: boolean;
}

const recipes: Readonly<Record<Flavour, Recipe>> = { debian: debianRecipe, rpm: rpmRecipe, sysv: sysvRecipe };

const packagePaths: Readonly<Record<Flavour, readonly [string, string]>> = {
  debian: ['/', '/kernels/deb/'],
  rpm: ['/rpm/', '/kernels/rpm/'],
  sysv: ['/sysv/', '/kernels/deb/'],
};

/** @returns where the packages of a flavour are served. */
export function repositoryPaths(flavour: Flavour, hasSources: boolean): readonly string[] {
  return [...packagePaths[flavour], ...(hasSources ? [buildPath(flavour)] : [])];
}

function buildPath(flavour: Flavour): string {
  return `/build/${flavour}/`;
}

/** @returns all that a lab of these flavours needs; what is not in the cache is built first. */
export async function prepareImages(cache: Cache, options: ImageOptions): Promise<Images> {
  let known: Promise<DebianMirror> | undefined;
  const mirror = () => (known ??= readDebianMirror());
  const flavours = [...options.flavours];
  const [kernels, roots] = await Promise.all([
    options.hasOldKernel ? chooseOldKernel(cache, mirror) : chooseKernel(cache, options.kernel, mirror),
    prepareRoots(cache, flavours, mirror),
  ]);
  const disks: Partial<Record<Flavour, string>> = {};
  // By path, as two flavours may have one of them in common.
  const shares = new Map<string, string>();
  for (const [index, flavour] of flavours.entries()) {
    const root = roots[index];
    if (root === undefined) continue;
    const packages = await prepareKernelPackages(cache, flavour === 'rpm' ? 'rpm' : 'deb', kernels);
    disks[flavour] = await prepareDisk(cache, { flavour, root, kernels, packages });
    const [path, kernelPath] = packagePaths[flavour];
    shares.set(path, root.repository).set(kernelPath, packages);
    if (options.hasSources) shares.set(buildPath(flavour), await prepareBuildPackages(cache, flavour, root, mirror));
  }
  const sources = options.hasSources ? await prepareSources(cache, mirror) : undefined;
  if (sources !== undefined) shares.set('/sources/', sources);
  return {
    disks,
    kernelFolder: kernels.booted.programFolder,
    sources,
    shares: [...shares].map(([path, folder]) => ({ path, folder })),
  };
}

// One after the other: each is busy with both the network and a processor.
async function prepareRoots(
  cache: Cache,
  flavours: readonly Flavour[],
  mirror: () => Promise<DebianMirror>,
): Promise<BaseRoot[]> {
  const roots: BaseRoot[] = [];
  for (const flavour of flavours) roots.push(await prepareRoot(cache, recipes[flavour], mirror));
  return roots;
}

async function prepareKernelPackages(cache: Cache, kind: 'deb' | 'rpm', { offered }: KernelChoice): Promise<string> {
  const templates = kind === 'deb' ? [imageDeb('R'), headersDeb('R'), ...metaDebs('R')] : kernelRpms('R');
  const kernels = offered.map(({ folder, release }) => ({ folder: basename(folder), release }));
  const part = { kind: `kernel-${kind}s`, madeOf: { kernels, templates } };
  const folder = await preparePart(cache, part, async (partFolder, work) => {
    const repository = join(partFolder, 'repository');
    await mkdir(repository);
    await (kind === 'deb' ? buildKernelDebs : buildKernelRpms)(offered, repository, work);
  });
  return join(folder, 'repository');
}
