import { join } from 'node:path';
import type { DescribedHost } from './access.ts';
import type { Archive, Program, ProgramSource } from './host.ts';
import { fileNameOf, pinnedArchives, pinnedPrograms } from './pinned-archives.ts';
import type { Report } from './problem.ts';

/** The folder of archives on this machine. */
export interface ArchiveFolder {
  readonly path: string;
  /** @returns whether a file of that name lies there. */
  readonly has: (name: string) => boolean;
}

/** @returns where a program of the host comes from, with every default resolved. */
export function sourceOf(
  program: Program,
  { settlement }: DescribedHost,
  folder: ArchiveFolder | null,
  report: Report,
): ProgramSource {
  const { source = 'package', version = pinnedPrograms[program].version, url, sha256, ...rest } = settlement[program];
  const at = (key: string) => settlement.origin(program, key);
  if (source === 'package') {
    const [key] = Object.keys(settlement[program]).filter((key) => key !== 'source');
    if (key !== undefined)
      report(at(key), 'found it for the package of the distribution; expected "source: build" beside it, or nothing');
    return { kind: 'package', build: usualBuild(program, folder) };
  }
  const flags = ('flags' in rest ? rest.flags : undefined) ?? [];
  const fixed = flags.find((flag) => /^--(?:prefix|sysconfdir|with-init)(?:=|$)/.test(flag));
  if (fixed !== undefined) report(at('flags'), `found ${fixed}, which is always given; expected further flags`);
  for (const key of ['url', 'sha256'] as const) {
    // One from farther away would be of another archive than the version that a nearer level says.
    const isSaid = settlement[program][key] !== undefined && settlement[program].version !== undefined;
    if (isSaid && placeOf(at(key)) !== placeOf(at('version')))
      report(at(key), 'found it without the version that it is of; expected the two in one place');
  }
  const archive = archiveOf({ program, version, url, sha256 }, folder);
  if (archive === null) {
    const known = Object.keys(pinnedPrograms[program].published).join(', ');
    const what = url === undefined ? `${program} ${version}` : `${fileNameOf(url)} of ${program} ${version}`;
    report(
      at(url === undefined ? 'version' : 'url'),
      `the SHA-256 of ${what} is not known here (known: ${known}); expected sha256 beside it`,
    );
    return { kind: 'package', build: usualBuild(program, folder) };
  }
  return { kind: 'build', version, archive, flags };
}

/** What is built when the inventory says no more than that. */
function usualBuild(program: Program, folder: ArchiveFolder | null): ProgramSource & { readonly kind: 'build' } {
  const { version } = pinnedPrograms[program];
  const archive = archiveOf({ program, version, url: undefined, sha256: undefined }, folder);
  if (archive === null) throw new TypeError(`no archive of ${program} ${version} is pinned`);
  return { kind: 'build', version, archive, flags: [] };
}

interface WantedArchive {
  readonly program: Program;
  readonly version: string;
  readonly url: string | undefined;
  readonly sha256: string | undefined;
}

/** @returns the archive, one that lies in the folder before all others, or null when its content is not known. */
function archiveOf({ program, version, url, sha256 }: WantedArchive, folder: ArchiveFolder | null): Archive | null {
  const pinned = pinnedArchives(program, version);
  const address = url ?? pinnedPrograms[program].address(version);
  const said = { name: fileNameOf(address), url: address };
  const candidates =
    sha256 !== undefined
      ? [{ ...said, sha256 }]
      : url === undefined
        ? pinned
        : pinned.filter(({ name }) => name === said.name).map((one) => ({ ...one, url }));
  const here = candidates.find(({ name }) => folder?.has(name) === true);
  const [first] = candidates;
  if (here !== undefined && folder !== null) return { ...here, file: join(folder.path, here.name) };
  return first === undefined ? null : { ...first, file: null };
}

function placeOf(path: readonly (string | number)[]): string {
  return JSON.stringify(path.slice(0, -1));
}
