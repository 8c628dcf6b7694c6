import { defineRole, packages, sh, type Resource, type Role, type RoleContext } from 'lvsdeploy';
import { pkgConfigOf, programBuild, type ProgramBuild } from '../program-build.ts';
import { sourceFor, type SourceOptions } from '../program-source.ts';
import { refuseUnsupported } from '../supported.ts';
import { kernelSources } from './kernel-sources.ts';

/** Directors: the tool that shows the table of virtual services and, in the standalone form, sets it. */
export function ipvsadm(options: SourceOptions = {}): Role {
  return defineRole({
    name: 'ipvsadm',
    resources: (context) => {
      refuseUnsupported(context);
      const source = sourceFor(context, 'ipvsadm', options);
      return source.kind === 'package'
        ? [packages({ names: ['ipvsadm'], facts: context.facts })]
        : ipvsadmBuild(context, source);
    },
  });
}

function ipvsadmBuild(context: RoleContext, source: ProgramBuild['source']): readonly Resource[] {
  const needsKernel = isBefore125(source.version);
  return [
    ...(needsKernel ? kernelSources(context.facts) : []),
    ...programBuild(context, {
      name: 'ipvsadm',
      source,
      needs: {
        debian: ['gcc', 'libc6-dev', 'make', 'pkg-config', 'libpopt-dev', 'libnl-3-dev', 'libnl-genl-3-dev'],
        redhat: ['gcc', 'make', pkgConfigOf(context.facts), 'popt-devel', 'libnl3-devel'],
      },
      // Its Makefile does not say that the library comes first. What it does not find of libnl it leaves out without a word.
      make: needsKernel
        ? sh`make -j1`
        : sh`pkg-config --exists libnl-genl-3.0 || { echo 'there is no libnl-genl-3.0'; exit 1; }
make -j1`,
      // Without its init script, which would empty the table when it stops.
      install: sh`make -j1 install BUILD_ROOT="$DESTDIR" SBIN="$DESTDIR/usr/sbin" MANDIR=usr/share/man INIT="$PWD/unused"`,
    }),
  ];
}

function isBefore125(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 1 || (major === 1 && minor < 25);
}
