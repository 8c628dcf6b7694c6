import type { Facts } from '../facts/facts.ts';
import { sh } from '../shell/shell.ts';
import { comparisonOf, orderingOf, valueChange, type Ordering } from './comparison.ts';
import { file } from './file.ts';
import type { Observation, Reading, ReadingKind, Resource } from './resource.ts';
import { sysctlConf } from './sysctl-conf.ts';

export interface SysctlsOptions extends Ordering {
  /** Names the file below /etc/sysctl.d, `60-lvsdeploy-NAME.conf`. */
  readonly name: string;
  /** Keys as sysctl(8) takes them: with slashes when a part holds a dot (`net/ipv4/conf/eth0.100/arp_ignore`). */
  readonly values: Readonly<Record<string, string | number>>;
  /** Of the host: they say where its boot looks for kernel parameters. */
  readonly facts: Pick<Facts, 'init' | 'family'>;
}

/** Kernel parameters, now and at boot. */
export function sysctls(options: SysctlsOptions): readonly Resource[] {
  const { name, facts } = options;
  const entries = Object.entries(options.values).map(([key, value]) => [key, String(value)] as const);
  // systemd-sysctl and the init script procps of Debian read the folder, rc.sysinit of the old Red Hat family the one file.
  const atBoot =
    facts.init === 'sysv' && facts.family === 'redhat'
      ? sysctlConf(name, entries)
      : file({
          path: `/etc/sysctl.d/60-lvsdeploy-${name}.conf`,
          content: ['# Managed by lvsdeploy', ...entries.map(([key, value]) => `${key} = ${value}`), ''].join('\n'),
        });
  return [atBoot, ...entries.map(([key, value]) => sysctlNow({ key, value, ...orderingOf(options) }))];
}

export interface SysctlOptions extends Ordering {
  /** As sysctl(8) takes it. */
  readonly key: string;
  /** As sysctl(8) prints it; several fields are parted by blanks. */
  readonly value: string | number;
}

/** A kernel parameter of the running kernel alone. */
export function sysctlNow(options: SysctlOptions): Resource {
  const { key } = options;
  const wanted = normalise(String(options.value));
  const reading: Reading<string, string> = { kind: sysctlKind, key };
  return {
    id: `sysctl:${key}`,
    reads: [reading],
    ...orderingOf(options),
    undo: {
      keep: sh`cat ${pathOf(key)} > original`,
      // The module that brings the key may be gone by now.
      restore: sh`[ ! -e ${pathOf(key)} ] || cat original > ${pathOf(key)}`,
    },
    compare: (observed) => {
      const found = observed(reading);
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      const set = { description: `set ${key} to ${wanted}`, script: sh`printf '%s\n' ${wanted} > ${pathOf(key)}` };
      return comparisonOf(valueChange('value', found.kind === 'found' ? normalise(found.value) : null, wanted), [set]);
    },
  };
}

/** The kernel separates the parts of a value by tabs, people by spaces. */
function normalise(value: string): string {
  return value.trim().replaceAll(/\s+/g, ' ');
}

function pathOf(key: string): string {
  return `/proc/sys/${key.includes('/') ? key : key.replaceAll('.', '/')}`;
}

/**
 * One `head` for all keys. Not the shell's own `read`: dash reads byte by byte, and these files end after the first read
 * (proc_dointvec in the kernel's sysctl.c).
 */
const sysctlKind: ReadingKind<string, string> = {
  name: 'sysctl',
  keyOf: (key) => key,
  compile: (keys) => sh`head -v -n 1 ${keys.map(pathOf)}`,
  parse: ({ stdout }, keys) => {
    const lines = stdout.split('\n');
    const observe = (key: string): Observation<string> => {
      const header = lines.indexOf(`==> ${pathOf(key)} <==`);
      // Of an empty value `head` prints no line: what follows is the next header, or nothing.
      const value = lines[header + 1]?.replace(/^==> .* <==$/, '') ?? '';
      if (header !== -1) return { kind: 'found', value };
      return {
        kind: 'unknown',
        reason: `the running kernel has no readable ${key}; is the module that brings it loaded?`,
      };
    };
    return new Map(keys.map((key) => [key, observe(key)]));
  },
};
