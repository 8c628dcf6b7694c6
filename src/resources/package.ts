import { sh, type Shell } from '../shell/shell.ts';
import { comparisonOf, orderingOf, type Ordering } from './comparison.ts';
import { unlocked } from './package-lock.ts';
import type { Change, Observation, Reading, ReadingKind, Resource } from './resource.ts';

export interface PackagesOptions extends Ordering {
  readonly names: readonly string[];
}

/** Packages of the distribution (dpkg and apt), of whatever version; `package:NAME`, or all names joined by `+`. */
export function packages(options: PackagesOptions): Resource {
  const { names } = options;
  const readings = names.map((name): Reading<string, PackageState> => ({ kind: packageKind, key: name }));
  return {
    id: `package:${names.join('+')}`,
    reads: readings,
    ...orderingOf(options),
    undo: { keep: sh`${installedPackages} > before`, restore: purgePackages(names), detached: true },
    compare: (observed) => {
      const changes: Change[] = [];
      for (const reading of readings) {
        const found = observed(reading);
        if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
        if (found.kind === 'found' && found.value.installed) continue;
        const from = found.kind === 'found' ? `${found.value.version}, half installed` : null;
        changes.push({ what: reading.key, from, to: 'installed', format: 'value' });
      }
      return comparisonOf(changes, [
        { description: `install ${names.join(', ')}`, script: installPackages(names), detached: true },
      ]);
    },
  };
}

interface PackageState {
  readonly version: string;
  /** False: dpkg was interrupted, or its scripts failed. */
  readonly installed: boolean;
}

/** Fetches the lists of packages, and ends what an interrupted dpkg left, only when it does not work without. */
function installPackages(names: readonly string[]): Shell {
  return sh`export DEBIAN_FRONTEND=noninteractive
# needrestart would restart running services, keepalived among them.
export NEEDRESTART_SUSPEND=1
${unlocked()}
install() {
  unlocked apt-get install -y --no-install-recommends -o Dpkg::Options::=--force-confold ${names}
}
install && exit 0
echo 'once more, with new package lists'
unlocked dpkg --configure -a --force-confold
unlocked apt-get update && install`;
}

const installedPackages = sh`dpkg-query -W -f '\${db:Status-Status} \${Package}\n' | sed -n 's/^installed //p' | sort`;

/** Purges the packages and what came with them, but nothing that something else has come to need. */
function purgePackages(names: readonly string[]): Shell {
  return sh`export DEBIAN_FRONTEND=noninteractive
${unlocked()}
${installedPackages} > after
comm -13 before after > came
printf '%s\n' ${names} | sort > wanted
comm -12 wanted came > go
[ -s go ] || exit 0
# Of what came since, apt knows what came as a dependency and is needed by nothing else (apt-get(8), autoremove).
apt-get -y -s --auto-remove purge $(cat go) | sed -n 's/^Purg \\([^ ]*\\).*/\\1/p' | sort | comm -12 - came >> go
unlocked apt-get -y purge $(sort -u go)`;
}

const packageKind: ReadingKind<string, PackageState> = {
  name: 'package',
  keyOf: (name) => name,
  compile: (names) => sh`dpkg-query -W -f '\${Package}\t\${db:Status-Abbrev}\t\${Version}\n' ${names}`,
  parse: ({ status, stdout, stderr }, names) => {
    const rows = new Map(stdout.split('\n').map((row) => [row.split('\t')[0], row.split('\t').slice(1)]));
    const observe = (name: string): Observation<PackageState> => {
      // dpkg-query(1): 1 is a package that is not there, anything above is trouble.
      if (status > 1) return { kind: 'unknown', reason: `dpkg-query failed: ${stderr.trim()}` };
      const [abbreviation = 'un', version = ''] = rows.get(name) ?? [];
      // Second letter: n not installed, c configuration files only, i installed, W and t awaiting or owing triggers.
      if (/^.[nc]/.test(abbreviation)) return { kind: 'absent' };
      return { kind: 'found', value: { version, installed: /^.[iWt] ?$/.test(abbreviation) } };
    };
    return new Map(names.map((name) => [name, observe(name)]));
  },
};
