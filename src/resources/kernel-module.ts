import type { Facts } from '../facts/facts.ts';
import { sh } from '../shell/shell.ts';
import { comparisonOf, orderingOf, type Ordering } from './comparison.ts';
import { file } from './file.ts';
import type { Observation, Reading, ReadingKind, Resource } from './resource.ts';

export interface KernelModulesOptions extends Ordering {
  /** Names the file below /etc/modules-load.d, `lvsdeploy-NAME.conf`. */
  readonly name: string;
  /** As modprobe(8) takes them. */
  readonly modules: readonly string[];
  /** Of the host: they say where its boot looks for modules to load. */
  readonly facts: Pick<Facts, 'init' | 'family'>;
}

/** Kernel modules, now and at boot; the last of the resources is `modules:NAME`, for others to come after. */
export function kernelModules(options: KernelModulesOptions): readonly Resource[] {
  const { name, modules } = options;
  const readings = modules.map((module): Reading<string, true> => ({ kind: moduleKind, key: module }));
  const now: Resource = {
    id: `modules:${name}`,
    reads: readings,
    ...orderingOf(options),
    undo: {
      keep: sh`: > loaded
for module in ${modules.map(underscored)}; do
  [ -d "/sys/module/$module" ] || printf '%s\n' "$module" >> loaded
done`,
      // Whatever uses one keeps it.
      restore: sh`while read -r module; do modprobe -r "$module" 2> /dev/null || :; done < loaded`,
    },
    compare: (observed) => {
      const missing = readings.filter((reading) => observed(reading).kind !== 'found').map(({ key }) => key);
      return comparisonOf(
        missing.map((module) => ({ what: module, from: null, to: 'loaded', format: 'value' })),
        [{ description: `load ${missing.join(', ')}`, script: sh`modprobe -a ${missing}` }],
      );
    },
  };
  return [loadedAtBoot(options), now];
}

const folder = '/etc/modules-load.d';

/** systemd-modules-load and the init script kmod of Debian read names, rc.sysinit of the old Red Hat family runs scripts. */
function loadedAtBoot({ name, modules, facts }: KernelModulesOptions): Resource {
  if (facts.init === 'sysv' && facts.family === 'redhat') {
    return file({
      path: `/etc/sysconfig/modules/lvsdeploy-${name}.modules`,
      content: ['#!/bin/sh', '# Managed by lvsdeploy', `modprobe -a ${modules.join(' ')}`, ''].join('\n'),
      mode: '0755',
    });
  }
  const named = file({
    path: `${folder}/lvsdeploy-${name}.conf`,
    content: ['# Managed by lvsdeploy', ...modules, ''].join('\n'),
  });
  return facts.init === 'sysv' ? withFolder(named) : named;
}

/** The folder comes with systemd; kmod reads it all the same. */
function withFolder(named: Resource): Resource {
  const create = { description: `create the directory ${folder}`, script: sh`umask 022; mkdir -p ${folder}` };
  return {
    ...named,
    ...(named.undo && {
      undo: {
        ...named.undo,
        keep: sh`[ -d ${folder} ] || : > made
${named.undo.keep ?? sh`:`}`,
        restore: sh`( ${named.undo.restore}
) || exit 1
[ ! -e made ] || rmdir ${folder} 2> /dev/null || :`,
      },
    }),
    compare: (observed) => {
      const comparison = named.compare(observed);
      return comparison.state === 'differs' ? { ...comparison, actions: [create, ...comparison.actions] } : comparison;
    },
  };
}

/** Loaded modules are directories of /sys/module; a built-in one without parameters is seen in modules.builtin alone. */
const moduleKind: ReadingKind<string, true> = {
  name: 'module',
  keyOf: (module) => module,
  compile: (modules) => sh`missing=
for module in ${modules.map(underscored)}; do
  if [ -d "/sys/module/$module" ]; then printf '%s\n' "$module"; else missing=1; fi
done
builtin=/lib/modules/$(uname -r)/modules.builtin
if [ -n "$missing" ] && [ -r "$builtin" ]; then sed 's|.*/||; s|\\.ko.*||' "$builtin"; fi`,
  parse: ({ stdout }, modules) => {
    const there = new Set(stdout.split('\n').map(underscored));
    const observe = (module: string): Observation<true> =>
      there.has(underscored(module)) ? { kind: 'found', value: true } : { kind: 'absent' };
    return new Map(modules.map((module) => [module, observe(module)]));
  },
};

/** The kernel takes both signs for one (modprobe(8)) and shows the underscore. */
function underscored(module: string): string {
  return module.replaceAll('-', '_');
}
