import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../../command.ts';

/** A package in Debian's format that the lab makes itself. */
export interface DebPackage {
  readonly name: string;
  readonly version: string;
  readonly depends: readonly string[];
  /** One line. */
  readonly description: string;
  /** Maintainer scripts by name, such as `postinst`. */
  readonly scripts: Readonly<Record<string, string>>;
}

/** Builds a package. @param content a folder with its files, in which the control files are put as well. */
export async function buildDeb(deb: DebPackage, content: string, repository: string): Promise<void> {
  const control = join(content, 'DEBIAN');
  await mkdir(control, { recursive: true });
  await writeFile(join(control, 'control'), controlOf(deb));
  for (const [name, script] of Object.entries(deb.scripts)) {
    await writeFile(join(control, name), script, { mode: 0o755 });
  }
  const target = join(repository, `${deb.name}_${deb.version}_amd64.deb`);
  // What is packed once on this machine is unpacked on guests that are slow: the fastest compression, and no other owner.
  await mustRun('dpkg-deb', ['-Zgzip', '-z1', '--root-owner-group', '--build', content, target], {
    timeoutMs: 120_000,
  });
}

/** Makes the index of a flat repository. */
export async function indexDebs(repository: string): Promise<void> {
  const index = await mustRun('dpkg-scanpackages', ['--multiversion', '.'], { timeoutMs: 60_000, cwd: repository });
  await writeFile(join(repository, 'Packages'), index);
}

/** @returns the control file of the package (deb-control(5)). */
export function controlOf(deb: DebPackage): string {
  const depends = deb.depends.length === 0 ? '' : `Depends: ${deb.depends.join(', ')}\n`;
  return `Package: ${deb.name}
Version: ${deb.version}
Architecture: amd64
Maintainer: lvsdeploy lab <root@localhost>
Section: kernel
Priority: optional
${depends}Description: ${deb.description}
`;
}
