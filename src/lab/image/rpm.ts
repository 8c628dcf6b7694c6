import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../../command.ts';

/** An rpm package that the lab makes. */
export interface RpmPackage {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly summary: string;
  readonly provides: readonly string[];
  readonly requires: readonly string[];
  /** Its files and empty folders, as absolute paths; those below /etc are kept when a user changed them. */
  readonly paths: readonly RpmPath[];
  /** Scripts by the section of the spec file that they are, such as `post`. */
  readonly scripts: Readonly<Record<string, string>>;
}

export interface RpmPath {
  readonly path: string;
  readonly isFolder: boolean;
}

/** Builds a package of the files in `content`. */
export async function buildRpm(rpm: RpmPackage, content: string, repository: string, work: string): Promise<void> {
  const top = join(work, `rpmbuild-${rpm.name}-${rpm.version}`);
  await mkdir(top);
  const spec = join(top, `${rpm.name}.spec`);
  await writeFile(spec, specOf(rpm, content));
  await mustRun('rpmbuild', ['-bb', '--quiet', `--define=_topdir ${top}`, `--define=_rpmdir ${repository}`, spec], {
    timeoutMs: 300_000,
  });
}

/** Makes the index of a repository that dnf and yum read. */
export async function indexRpms(repository: string): Promise<void> {
  await mustRun('createrepo_c', ['--quiet', '--general-compress-type=gz', repository], { timeoutMs: 120_000 });
}

/** @returns all that is below a folder, as a package's paths: files and links, and folders with nothing in them. */
export async function pathsIn(content: string): Promise<RpmPath[]> {
  const listing = await mustRun(
    'find',
    [content, '-mindepth', '1', '(', '!', '-type', 'd', '-o', '-type', 'd', '-empty', ')', '-printf', '%y /%P\\n'],
    { timeoutMs: 60_000 },
  );
  return listing
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ path: line.slice(2), isFolder: line.startsWith('d') }));
}

/**
 * @returns the spec file. It strips and compresses nothing and looks for no dependencies: the files are Debian's, finished,
 * and what they need is said by name.
 */
export function specOf(rpm: RpmPackage, content: string): string {
  const list = (tag: string, words: readonly string[]) => words.map((word) => `${tag}: ${word}\n`).join('');
  const scripts = Object.entries(rpm.scripts).map(([section, script]) => `%${section}\n${script}\n`);
  const files = rpm.paths.map(({ path, isFolder }) => {
    const mark = isFolder ? '%dir ' : path.startsWith('/etc/') ? '%config(noreplace) ' : '';
    return `${mark}"${escaped(path)}"\n`;
  });
  return `%global __os_install_post %{nil}
%global debug_package %{nil}
%global _build_id_links none
%global _binary_payload w1.gzdio
%global _rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm
Name: ${rpm.name}
Version: ${rpm.version}
Release: ${rpm.release}
Summary: ${escaped(rpm.summary)}
License: see the package of Debian that it is made of
AutoReqProv: no
${list('Provides', rpm.provides)}${list('Requires', rpm.requires)}
%description
${escaped(rpm.summary)}

%install
cp -a ${JSON.stringify(`${content}/.`)} %{buildroot}/

${scripts.join('\n')}
%files
%defattr(-,root,root,-)
${files.join('')}`;
}

// A per cent sign begins a macro.
function escaped(text: string): string {
  return text.replaceAll('%', '%%');
}
