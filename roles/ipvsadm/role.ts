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
      make: needsKernel ? sh`make -j1` : makeWithLibnl,
      // Without its init script, which would empty the table when it stops.
      install: sh`make -j1 install BUILD_ROOT="$DESTDIR" SBIN="$DESTDIR/usr/sbin" MANDIR=usr/share/man INIT="$PWD/unused"`,
    }),
  ];
}

/**
 * Its Makefile does not say that the library comes first, asks `which` for pkg-config, which not every host has, and leaves out
 * without a word what it does not find of libnl.
 */
const makeWithLibnl = sh`command -v which > /dev/null || {
  mkdir shim && printf '#!/bin/sh\ncommand -v "$1"\n' > shim/which && chmod 755 shim/which && PATH=$PWD/shim:$PATH
}
pkg-config --exists libnl-genl-3.0 || { echo 'there is no libnl-genl-3.0'; exit 1; }
make -j1`;

function isBefore125(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 1 || (major === 1 && minor < 25);
}
