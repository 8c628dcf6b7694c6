import { chmod, copyFile, cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LvsdeployError } from '../../errors.ts';
import { sourceLines, type DebianMirror } from './apt-sources.ts';
import { mustRun } from '../command.ts';

/** The suite of Debian whose user-mode-linux package the guests run. */
export type KernelSuite = 'bookworm' | 'sid';

/** A kernel that runs as a program of this machine. */
export interface UmlKernel {
  readonly suite: KernelSuite;
  /** As `uname -r` says in a guest. */
  readonly release: string;
}

const minute = 60_000;
const interpreter = '/lib64/ld-linux-x86-64.so.2';

/**
 * Fetches a kernel through apt, with apt state of its own in `work`, so that the machine's lists and sources stay as they are.
 * Leaves `linux` and its libraries in `folder`, and its modules in `work/modules`.
 */
export async function fetchKernel(
  suite: KernelSuite,
  mirror: DebianMirror,
  work: string,
  folder: string,
): Promise<UmlKernel> {
  // From trixie on, the kernel wants a C library newer than this machine may have, and libgcc_s to end its threads.
  const libraries = suite === 'bookworm' ? [] : ['libc6', 'libgcc-s1'];
  const root = await unpackPackages(suite, mirror, work, ['user-mode-linux', ...libraries]);
  await mkdir(folder, { recursive: true });
  await copyFile(join(root, 'usr/bin/linux.uml'), join(folder, 'linux'));
  if (libraries.length > 0) await bringLibraries(join(root, 'usr/lib/x86_64-linux-gnu'), folder);
  await chmod(join(folder, 'linux'), 0o755);
  const release = (
    await mustRun(join(folder, 'linux'), ['--version'], { timeoutMs: 10_000, ...surroundings(folder) })
  ).trim();
  await keepModules(join(root, 'usr/lib/uml/modules', release), join(work, 'modules', release));
  return { suite, release };
}

/** @returns where a kernel must be started, and with what environment, to find the libraries beside it. */
export function surroundings(folder: string): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  return { cwd: folder, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LD_LIBRARY_PATH: folder } };
}

async function unpackPackages(
  suite: KernelSuite,
  mirror: DebianMirror,
  work: string,
  packages: readonly string[],
): Promise<string> {
  const [state, debs, root] = [join(work, 'apt'), join(work, 'debs'), join(work, 'unpacked')];
  for (const folder of [join(state, 'lists/partial'), join(state, 'cache/archives/partial'), debs, root]) {
    await mkdir(folder, { recursive: true });
  }
  await writeFile(join(state, 'sources.list'), `${sourceLines(mirror, suite).join('\n')}\n`);
  const settings = [
    `Dir::Etc::sourcelist=${join(state, 'sources.list')}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State=${state}`,
    'Dir::State::status=/dev/null',
    `Dir::Cache=${join(state, 'cache')}`,
    'APT::Sandbox::User=root',
  ].flatMap((setting) => ['-o', setting]);
  await mustRun('apt-get', [...settings, 'update'], { timeoutMs: 5 * minute });
  await mustRun('apt-get', [...settings, 'download', ...packages], { timeoutMs: 5 * minute, cwd: debs });
  for (const deb of await readdir(debs)) {
    await mustRun('dpkg-deb', ['--extract', join(debs, deb), root], { timeoutMs: 2 * minute });
  }
  return root;
}

/**
 * A kernel on the libraries beside it. The loader can't be the program that is executed, as then the kernel's heap lies far
 * from its image and it wants memory for all that is between; so the kernel names a loader relative to its working folder.
 */
async function bringLibraries(from: string, folder: string): Promise<void> {
  await copyFile(join(from, 'ld-linux-x86-64.so.2'), join(folder, 'ld.so'));
  await chmod(join(folder, 'ld.so'), 0o755);
  for (const library of ['libc.so.6', 'libgcc_s.so.1']) await copyFile(join(from, library), join(folder, library));
  await writeFile(join(folder, 'linux'), withInterpreter(await readFile(join(folder, 'linux')), './ld.so'));
}

/** @returns the executable with another path in PT_INTERP, which is padded with NULs to its old length (elf(5)). */
export function withInterpreter(executable: Buffer, path: string): Buffer {
  const old = Buffer.from(`${interpreter}\0`);
  const at = executable.indexOf(old);
  if (at < 0) throw new LvsdeployError('the kernel does not name the loader that was expected');
  if (Buffer.byteLength(path) >= old.length) throw new RangeError(`too long for a loader's path: ${path}`);
  const changed = Buffer.from(executable);
  changed.fill(0, at, at + old.length);
  changed.write(path, at);
  return changed;
}

// The package ships sound, graphics and file systems, too, with debug sections: 120 MB, of which a guest needs a tenth.
async function keepModules(from: string, to: string): Promise<void> {
  await mkdir(join(to, 'kernel/drivers'), { recursive: true });
  for (const part of ['kernel/net', 'kernel/lib', 'kernel/crypto', 'kernel/drivers/net']) {
    await cp(join(from, part), join(to, part), { recursive: true });
  }
  for (const list of ['modules.order', 'modules.builtin', 'modules.builtin.modinfo']) {
    await copyFile(join(from, list), join(to, list));
  }
  const modules = await mustRun('find', [to, '-name', '*.ko'], { timeoutMs: minute });
  await mustRun('strip', ['--strip-debug', ...modules.trim().split('\n')], { timeoutMs: 2 * minute });
}
