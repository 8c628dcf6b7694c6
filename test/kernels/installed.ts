import { cp, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { mustRun, runCommand, type Finished } from '../../src/command.ts';
import { root } from './program.ts';

/** The package in a folder of a user's own, with nothing of the project around it. */
export interface Installed {
  /** The user's folder. */
  readonly folder: string;
  /** Where the package is in it. */
  readonly package: string;
  /** Runs the installed program in the user's folder. */
  lvsdeploy(...args: readonly string[]): Promise<Finished>;
  remove(): Promise<void>;
}

const minute = 60_000;
const env = { ...process.env, NO_COLOR: '1' };

/** Packs the project as it is here and installs that as a user would, with the npm settings of this machine. */
export async function installPacked(): Promise<Installed> {
  const around = await mkdtemp(join(tmpdir(), 'lvsdeploy-packed-'));
  const folder = join(around, 'own');
  const tarball = await pack(join(around, 'project'));
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  // Without scripts nothing is compiled.
  const words = ['install', '--prefix', folder, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  await mustRun('npm', [...words, tarball], { cwd: folder, timeoutMs: 5 * minute });
  return {
    folder,
    package: join(folder, 'node_modules', 'lvsdeploy'),
    lvsdeploy: (...args) =>
      runCommand(join(folder, 'node_modules', '.bin', 'lvsdeploy'), args, { cwd: folder, timeoutMs: 14 * minute, env }),
    remove: () => rm(around, { recursive: true, force: true }),
  };
}

/** Others run what is built here, so it is built anew elsewhere: over an old build with a file that is gone from the sources. */
async function pack(project: string): Promise<string> {
  const left = ['.git', 'node_modules', 'dist', 'test', '.lvsdeploy', 'coverage'];
  await cp(root, project, { recursive: true, filter: (path) => !left.includes(relative(root, path)) });
  await linkInstalled(join(project, 'node_modules'));
  await mkdir(join(project, 'dist', 'cli'), { recursive: true });
  for (const file of ['dist/gone.js', 'dist/cli/main.js', 'dist/.built']) await writeFile(join(project, file), '');
  await utimes(join(project, 'dist/.built'), 0, 0);
  const [packed] = JSON.parse(await mustRun('npm', ['pack', '--json'], { cwd: project, timeoutMs: 5 * minute })) as [
    { readonly filename: string },
  ];
  return join(project, packed.filename);
}

/** Each package by a link of its own: whatever npm does in that folder, the packages here stay. */
async function linkInstalled(folder: string): Promise<void> {
  const here = join(root, 'node_modules');
  await mkdir(folder);
  for (const entry of await readdir(here)) await symlink(join(here, entry), join(folder, entry));
  await rm(join(folder, '.set-up'), { force: true });
  await cp(join(root, 'package-lock.json'), join(folder, '.set-up'));
}
