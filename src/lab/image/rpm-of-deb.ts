import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../../command.ts';
import { buildRpm, pathsIn, type RpmPackage } from './rpm.ts';

/** What a Debian package says of itself. */
export interface DebFacts {
  readonly name: string;
  readonly version: string;
  readonly depends: string;
  readonly summary: string;
}

/**
 * Makes an rpm of each Debian package in `debs`, with its files as they are, under its own name.
 * Its dependencies are those that are among the packages: all other ones the guests have.
 */
export async function rpmsOfDebs(debs: string, repository: string, work: string): Promise<void> {
  const files = (await readdir(debs)).filter((name) => name.endsWith('.deb'));
  const packages = await Promise.all(files.map(async (file) => ({ file, facts: await factsOf(join(debs, file)) })));
  const names = new Set(packages.map(({ facts }) => facts.name));
  for (const { file, facts } of packages) {
    const content = join(work, `content-${facts.name}`);
    await mkdir(content);
    await mustRun('dpkg-deb', ['--extract', join(debs, file), content], { timeoutMs: 60_000 });
    for (const part of ['doc', 'man', 'locale', 'info', 'lintian', 'bug']) {
      await rm(join(content, 'usr/share', part), { recursive: true, force: true });
    }
    // Links on a guest: rpm would take the link away with a package that has the folder.
    await mustRun('find', [content, '-mindepth', '1', '-maxdepth', '1', '-type', 'd', '-empty', '-delete'], {
      timeoutMs: 30_000,
    });
    await buildRpm({ ...rpmOfDeb(facts, names), paths: await pathsIn(content) }, content, repository, work);
    await rm(content, { recursive: true });
  }
}

/** @returns the rpm that stands for a Debian package. */
export function rpmOfDeb(deb: DebFacts, among: ReadonlySet<string>): Omit<RpmPackage, 'paths'> {
  const upstream = deb.version.replace(/^\d+:/, '');
  const dash = upstream.lastIndexOf('-');
  // A dash parts version and release of an rpm, so neither may have one.
  const [version, release] = dash < 0 ? [upstream, '1'] : [upstream.slice(0, dash), upstream.slice(dash + 1)];
  return {
    name: deb.name,
    version: version.replaceAll('-', '_'),
    release,
    summary: deb.summary,
    provides: [],
    requires: dependenciesOf(deb.depends).filter((name) => among.has(name)),
    // Packages of rpm distributions enable and start nothing; systemd only learns of their units.
    scripts: { post: reload, postun: reload },
  };
}

const reload = `ldconfig
[ ! -d /run/systemd/system ] || systemctl daemon-reload || :`;

/** @returns the packages that a `Depends` field names, without versions and architectures (deb-control(5)). */
export function dependenciesOf(field: string): string[] {
  return field
    .split(/[,|]/)
    .map((word) => /^\s*([a-z0-9][a-z0-9.+-]+)/.exec(word)?.[1])
    .filter((name) => name !== undefined);
}

async function factsOf(deb: string): Promise<DebFacts> {
  const format = '${Package}\n${Version}\n${Pre-Depends},${Depends}\n${binary:Summary}\n';
  const shown = await mustRun('dpkg-deb', ['--show', `--showformat=${format}`, deb], { timeoutMs: 30_000 });
  const [name = '', version = '', depends = '', summary = ''] = shown.split('\n');
  return { name, version, depends, summary };
}
