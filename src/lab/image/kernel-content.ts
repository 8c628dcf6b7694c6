import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mustRun } from '../../command.ts';
import { kernelPath, librariesPath, type PackedKernel } from './kernel-package.ts';

/** Lays out the files of a kernel's package: the program and its libraries in /boot, its modules in /lib/modules. */
export async function layOutKernel(kernel: PackedKernel, content: string): Promise<void> {
  const path = join(content, kernelPath(kernel.release));
  const libraries = join(content, librariesPath(kernel.release));
  await mkdir(libraries, { recursive: true });
  await mkdir(join(content, 'lib/modules'), { recursive: true });
  await copyFile(join(kernel.programFolder, 'linux'), path);
  const names = (await readdir(kernel.programFolder)).filter((name) => name !== 'linux');
  for (const name of names) await copyFile(join(kernel.programFolder, name), join(libraries, name));
  await mustRun('cp', ['-a', kernel.modules, join(content, 'lib/modules/')], { timeoutMs: 60_000 });
}

/** Lays out what stands for a kernel's headers: Debian's user-mode-linux has none, so there is no more than a version. */
export async function layOutHeaders(release: string, content: string, folder: string): Promise<void> {
  const makefile = join(content, folder, 'Makefile');
  await mkdir(dirname(makefile), { recursive: true });
  await writeFile(makefile, `# Linux ${release}: a stand-in without headers\nall:\n`);
}
