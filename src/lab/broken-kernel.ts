import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LvsdeployError } from '../errors.ts';
import { sh } from '../shell/shell.ts';
import { mustRun } from '../command.ts';
import { buildKernelDebs } from './image/kernel-debs.ts';
import { buildKernelRpms } from './image/kernel-rpms.ts';
import type { Lab } from './lab.ts';
import { offeredPath } from './offered.ts';
import { readSpec } from './spec.ts';
import { labAddressFor, topologies } from './topology.ts';

/** What a kernel does instead of booting: it ends, or it reboots for ever. */
export type Breakage = 'ends' | 'reboots';

// `exit(1)`, as of a kernel that panics; or the last words of one that was told to reboot, and `exit(0)`.
const programs: Readonly<Record<Breakage, string>> = {
  ends: `	.globl	_start
_start:
	movl	$60, %eax
	movl	$1, %edi
	syscall
`,
  reboots: `	.globl	_start
_start:
	movl	$1, %eax
	movl	$2, %edi
	leaq	words(%rip), %rsi
	movl	$22, %edx
	syscall
	movl	$60, %eax
	xorl	%edi, %edi
	syscall
words:	.ascii	"Failed to exec kernel\\n"
`,
};

/**
 * Offers a host of a lab a kernel that does not boot, in packages of that release like those of the real ones: the next update of
 * its kernel brings it, and the next boot leaves the host off. The release has to be a newer one than those in the repositories.
 */
export async function offerBrokenKernel(
  lab: Lab,
  host: string,
  release: string,
  breakage: Breakage = 'ends',
): Promise<void> {
  const spec = await readSpec(lab.runFolder);
  if (spec === undefined) throw new LvsdeployError(`the lab ${lab.name} is not up`);
  const kind = spec.flavours[host] === 'rpm' ? 'rpm' : 'deb';
  const repository = join(lab.runFolder, 'offered', kind);
  const work = await mkdtemp(join(tmpdir(), 'lab-kernel-'));
  try {
    await mkdir(repository, { recursive: true });
    const kernel = { release, programFolder: join(work, 'program'), modules: join(work, release) };
    await makeProgram(programs[breakage], kernel.programFolder, work);
    await mkdir(kernel.modules);
    // depmod wants them, also where there are no modules.
    for (const name of ['modules.order', 'modules.builtin', 'modules.builtin.modinfo'])
      await writeFile(join(kernel.modules, name), '');
    await (kind === 'rpm' ? buildKernelRpms : buildKernelDebs)([kernel], repository, work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const target = topologies[spec.topology].hosts.find(({ name }) => name === host);
  if (target === undefined) throw new LvsdeployError(`the lab ${lab.name} has no host ${host}`);
  await addSource(lab, host, kind, `http://${labAddressFor(target)}${offeredPath}${kind}/`);
}

async function makeProgram(assembly: string, folder: string, work: string): Promise<void> {
  await mkdir(folder);
  await writeFile(join(work, 'program.s'), assembly);
  await mustRun('as', ['-o', join(work, 'program.o'), join(work, 'program.s')], { timeoutMs: 30_000 });
  await mustRun('ld', ['-o', join(folder, 'linux'), join(work, 'program.o')], { timeoutMs: 30_000 });
}

async function addSource(lab: Lab, host: string, kind: 'deb' | 'rpm', url: string): Promise<void> {
  const [path, content] =
    kind === 'deb'
      ? ['/etc/apt/sources.list.d/lab-offered.list', `deb [trusted=yes] ${url} ./`]
      : [
          '/etc/yum.repos.d/lab-offered.repo',
          `[lab-offered]\nname=Packages made for a test\nbaseurl=${url}\nenabled=1\ngpgcheck=0\nmetadata_expire=1`,
        ];
  const { status, stderr } = await lab.exec(host, sh`printf '%s\\n' ${content} > ${path}`.text, { asRoot: true });
  if (status !== 0) throw new LvsdeployError(`${host}: cannot write ${path}: ${stderr.trim()}`);
}
