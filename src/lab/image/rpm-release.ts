import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../../command.ts';
import { buildRpm, type RpmPackage } from './rpm.ts';

/** What rpm has to know of the programs that no rpm package brought: the guests have them from Debian. */
export const releasePackage: RpmPackage = {
  name: 'lab-release',
  version: '1',
  release: '1.lab',
  summary: "Stands for what a guest of the lab has of Debian's programs",
  // dnf takes the version of `system-release` for $releasever.
  provides: ['system-release = 1', '/bin/sh', 'kmod', 'systemd'],
  requires: [],
  paths: [],
  scripts: {},
};

/** Installs the release package in a new root. */
export async function installRelease(root: string, work: string): Promise<void> {
  const [empty, built] = [join(work, 'release-content'), join(work, 'release')];
  await mkdir(empty);
  await buildRpm(releasePackage, empty, built, work);
  await installRpms(root, [join(built, `lab-release-1-1.lab.x86_64.rpm`)]);
}

/** Installs packages in a root that is not running. */
export async function installRpms(root: string, packages: readonly string[]): Promise<void> {
  const folder = join(root, 'var/tmp/lab-rpms');
  await mkdir(folder);
  for (const [index, path] of packages.entries()) await copyFile(path, join(folder, `${index}.rpm`));
  const paths = (await readdir(folder)).map((name) => `/var/tmp/lab-rpms/${name}`);
  // Debian's rpm installs nothing unless it is told that this is meant.
  await mustRun('chroot', [root, 'rpm', '--install', '--force-debian', '--oldpackage', ...paths], {
    timeoutMs: 120_000,
  });
  await rm(folder, { recursive: true });
}
