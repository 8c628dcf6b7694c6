import {
  archive,
  packages,
  replacedPackage,
  sourceBuild,
  type Facts,
  type ProgramSource,
  type Resource,
  type RoleContext,
  type SourceBuildOptions,
} from 'lvsdeploy';

export interface ProgramBuild extends Pick<SourceBuildOptions, 'configure' | 'make' | 'install'> {
  /** Of the program, and of the distribution's package of it. */
  readonly name: string;
  readonly source: ProgramSource & { readonly kind: 'build' };
  /** What it takes to build it, by family. */
  readonly needs: { readonly debian: readonly string[]; readonly redhat: readonly string[] };
}

/**
 * A program of the directors built from source. The distribution's package of it stays until the build is ready, so that a build
 * that fails changes nothing.
 */
export function programBuild(
  { facts }: RoleContext,
  { name, source, needs, ...steps }: ProgramBuild,
): readonly Resource[] {
  const { version, flags, archive: file } = source;
  const path = `/var/lib/lvsdeploy/archives/${file.name}`;
  const isDebian = facts.packageManager === 'apt';
  const unpack = file.name.endsWith('.xz') ? [isDebian ? 'xz-utils' : 'xz'] : [];
  const [build, installed] = sourceBuild({ name, version, flags, sha256: file.sha256, archive: path, ...steps });
  return [
    packages({ names: [...(isDebian ? needs.debian : needs.redhat), ...unpack], facts }),
    archive({ path, sha256: file.sha256, url: file.url, file: file.file }),
    build,
    replacedPackage({ name, facts }),
    installed,
  ];
}

/** @returns the package of pkg-config on hosts of the Red Hat family: it has another name since they have dnf. */
export function pkgConfigOf({ packageManager }: Facts): string {
  return packageManager === 'yum' ? 'pkgconfig' : 'pkgconf-pkg-config';
}
