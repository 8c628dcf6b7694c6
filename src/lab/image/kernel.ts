import { existsSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LvsdeployError } from '../../errors.ts';
import { openApt } from './apt.ts';
import { sourceLines, type DebianMirror } from './apt-sources.ts';
import { mustRun } from '../../command.ts';
import { makeXstateLibrary, xstateLibrary } from './xstate.ts';
import { preparePart, type Cache } from './part.ts';
import { kernelLibraries, type PackedKernel } from './kernel-package.ts';

/** The suite of Debian whose user-mode-linux package the guests run. */
export type KernelSuite = 'bookworm' | 'trixie' | 'sid';

/** A kernel that runs as a program of this machine. */
export interface UmlKernel extends PackedKernel {
  readonly suite: KernelSuite;
  /** The part of the cache that it is. */
  readonly folder: string;
}

const minute = 60_000;
const interpreter = '/lib64/ld-linux-x86-64.so.2';

/** @returns the kernel of the suite, which is fetched first when it is not in the cache. */
export async function prepareKernel(
  cache: Cache,
  suite: KernelSuite,
  mirror: () => Promise<DebianMirror>,
): Promise<UmlKernel> {
  const folder = await preparePart(
    cache,
    { kind: `kernel-${suite}`, madeOf: { suite, packages, libraries: [...kernelLibraries] } },
    async (part, work) => fetchKernel(suite, await mirror(), work, part),
  );
  const release = await readFile(join(folder, 'release'), 'utf8');
  return {
    suite,
    release,
    folder,
    programFolder: join(folder, 'program'),
    modules: join(folder, 'modules', release),
  };
}

// The kernel wants a C library that may be newer than this machine's, and from trixie on libgcc_s to end its threads.
const packages = ['user-mode-linux', 'libc6', 'libgcc-s1'] as const;

async function fetchKernel(suite: KernelSuite, mirror: DebianMirror, work: string, part: string): Promise<void> {
  const root = await unpackPackages(suite, mirror, work, packages);
  const program = join(part, 'program');
  await mkdir(program);
  await bringLibraries(root, program);
  if (suite !== 'sid') await makeXstateLibrary(program, work);
  const executable = await readFile(join(root, 'usr/bin/linux.uml'));
  await writeFile(join(program, 'linux'), withInterpreter(executable, './ld.so'), { mode: 0o755 });
  const said = await mustRun(join(program, 'linux'), ['--version'], { timeoutMs: 10_000, ...surroundings(program) });
  const release = said.trim();
  await keepModules(join(root, 'usr/lib/uml/modules', release), join(part, 'modules', release));
  await writeFile(join(part, 'release'), release);
}

/** @returns where a kernel must be started, and with what environment, to find the libraries beside it. */
export function surroundings(folder: string): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  const preload = existsSync(join(folder, xstateLibrary)) ? { LD_PRELOAD: `./${xstateLibrary}` } : {};
  return { cwd: folder, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LD_LIBRARY_PATH: folder, ...preload } };
}

async function unpackPackages(
  suite: KernelSuite,
  mirror: DebianMirror,
  work: string,
  names: readonly string[],
): Promise<string> {
  const [debs, root] = [join(work, 'debs'), join(work, 'unpacked')];
  for (const folder of [debs, root]) await mkdir(folder);
  const apt = await openApt(join(work, 'apt'), sourceLines(mirror, suite));
  await apt(['download', ...names], debs);
  for (const deb of await readdir(debs)) {
    await mustRun('dpkg-deb', ['--extract', join(debs, deb), root], { timeoutMs: 2 * minute });
  }
  return root;
}

/**
 * The libraries of a kernel lie beside it. The loader can't be the program that is executed, as then the kernel's heap lies far
 * from its image and it wants memory for all that is between; so the kernel names a loader relative to its working folder.
 */
async function bringLibraries(root: string, folder: string): Promise<void> {
  for (const [library, name] of [
    ['ld-linux-x86-64.so.2', 'ld.so'],
    ['libc.so.6', 'libc.so.6'],
    ['libgcc_s.so.1', 'libgcc_s.so.1'],
  ] as const) {
    // Before trixie the packages have them in /lib, which is not a link in a folder that packages were unpacked into.
    const places = [join(root, 'usr/lib/x86_64-linux-gnu', library), join(root, 'lib/x86_64-linux-gnu', library)];
    const place = places.find((path) => existsSync(path));
    if (place === undefined) throw new LvsdeployError(`the packages of the kernel's libraries have no ${library}`);
    await copyFile(place, join(folder, name));
  }
  await chmod(join(folder, 'ld.so'), 0o755);
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
