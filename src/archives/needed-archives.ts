import type { Cluster } from '../cluster/cluster.ts';
import { UsageError } from '../errors.ts';
import type { Archive, Host, Program } from '../inventory/host.ts';

export interface NeededArchivesOptions {
  readonly hosts: readonly Host[];
  readonly clusters: readonly Cluster[];
  /** Those of programs that come as packages too, for a playbook that builds them all the same. */
  readonly all?: boolean;
}

/** @returns every archive that some director builds from, each once. @throws UsageError when two have one name. */
export function neededArchives({ hosts, clusters, all = false }: NeededArchivesOptions): readonly Archive[] {
  const found = new Map<string, Archive>();
  for (const { form, directors } of clusters) {
    const programs: readonly Program[] = form === 'ha' ? ['ipvsadm', 'keepalived'] : ['ipvsadm'];
    const names = new Set(directors.map(({ name }) => name));
    for (const { sources } of hosts.filter(({ name }) => names.has(name))) {
      for (const source of programs.map((program) => sources[program])) {
        if (source.kind === 'package' && !all) continue;
        const { archive } = source.kind === 'package' ? source.build : source;
        const other = found.get(archive.name);
        if (other !== undefined && other.sha256 !== archive.sha256) throw twoOfOneName(archive, other);
        found.set(archive.name, archive);
      }
    }
  }
  return [...found.values()];
}

function twoOfOneName({ name, sha256 }: Archive, other: Archive): UsageError {
  return new UsageError(`two archives are called ${name}: one with the SHA-256 ${other.sha256}, one with ${sha256}`, {
    hint: 'Give one of them an address whose file has another name.',
  });
}
