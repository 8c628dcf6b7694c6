import { sh, type Shell } from '../shell/shell.ts';
import { bootReading, lastGoodKernel, type Boot } from './boot.ts';
import { comparisonOf, orderingOf, type Ordering } from './comparison.ts';
import { rpmLocks, unlocked } from './package-lock.ts';
import type { Reading, ReadingKind, Resource } from './resource.ts';

export interface SupersededKernelsOptions extends Ordering {
  /** The package manager of the host. */
  readonly manager: 'apt' | 'dnf' | 'yum';
}

/**
 * No packages of kernels but those of the one that runs, the one that is booted next, and the last one that is known to have
 * run: the one before the last reboot, or the newest of the others. `superseded-kernels`.
 */
export function noSupersededKernels({ manager, ...ordering }: SupersededKernelsOptions): Resource {
  const reading: Reading<Manager, InstalledKernels> = { kind: kernelsKind, key: manager };
  return {
    id: 'superseded-kernels',
    reads: [bootReading, reading],
    ...orderingOf(ordering),
    compare: (observed) => {
      const [boot, found] = [observed(bootReading), observed(reading)];
      if (boot.kind === 'unknown') return { state: 'unknown', reason: boot.reason };
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      if (boot.kind === 'absent' || found.kind === 'absent') return { state: 'unknown', reason: 'no kernel was found' };
      const gone = supersededOf(found.value, boot.value);
      const packages = [...new Set(gone.flatMap((kernel) => kernel.packages))];
      const changes = gone.map(({ release }) => ({
        what: `kernel ${release}`,
        from: 'installed',
        to: null,
        format: 'value' as const,
      }));
      const description = `remove ${packages.join(', ')}`;
      return comparisonOf(changes, [{ description, script: removePackages(manager, packages), detached: true }]);
    },
  };
}

type Manager = SupersededKernelsOptions['manager'];

interface InstalledKernel {
  readonly release: string;
  /** Those that own its image, its modules or its headers. */
  readonly packages: readonly string[];
}

interface InstalledKernels {
  readonly kernels: readonly InstalledKernel[];
  /** Noted before a reboot into another one. */
  readonly lastGood: string | null;
}

/** @returns the kernels that may go, with the packages that no other one needs. */
function supersededOf({ kernels, lastGood }: InstalledKernels, { running, next }: Boot): readonly InstalledKernel[] {
  const others = kernels.filter(({ release }) => release !== running && release !== next);
  const isThere = others.some(({ release }) => release === lastGood);
  // What ran before is the one that is booted next, or it is not known: then one more stays than may be needed.
  const newest = others.toSorted((a, b) => compareReleases(a.release, b.release)).at(-1)?.release;
  const good = isThere ? lastGood : running === next ? newest : undefined;
  const gone = others.filter(({ release }) => release !== good);
  const needed = new Set(kernels.filter((kernel) => !gone.includes(kernel)).flatMap(({ packages }) => packages));
  return gone
    .map(({ release, packages }) => ({ release, packages: packages.filter((name) => !needed.has(name)) }))
    .filter(({ packages }) => packages.length > 0);
}

function compareReleases(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

const kernelsKind: ReadingKind<Manager, InstalledKernels> = {
  name: 'kernels',
  keyOf: (manager) => manager,
  compile: ([manager]) => sh`echo "last $(cat ${lastGoodKernel} 2> /dev/null)"
for modules in /lib/modules/*; do
  release=\${modules##*/}
  set -- "/boot/vmlinuz-$release" "$modules" "/usr/lib/modules/$release" "/usr/src/linux-headers-$release" "/usr/src/kernels/$release"
  echo "kernel $release" ${manager === 'apt' ? ownersByDpkg : ownersByRpm}
done`,
  parse: ({ status, stdout, stderr }, [manager]) => {
    const kernels = [...stdout.matchAll(/^kernel (\S+) ?(.*)$/gm)].map(([, release = '', packages = '']) => ({
      release,
      packages: packages.split(' ').filter((name) => name !== ''),
    }));
    const [, lastGood = ''] = /^last (\S+)$/m.exec(stdout) ?? [];
    const value = { kernels, lastGood: lastGood === '' ? null : lastGood };
    return new Map([
      [
        manager ?? '',
        status === 0
          ? { kind: 'found', value }
          : { kind: 'unknown', reason: `the kernels cannot be listed: ${stderr.trim()}` },
      ],
    ]);
  },
};

// `a, b: /path` for each path that a package has (dpkg-query(1)); what is not there is an error of its own.
const ownersByDpkg = sh`$(dpkg -S "$@" 2> /dev/null | grep -v '^diversion ' | sed 's/: .*//; s/,//g' | tr ' ' '\\n' | sort -u)`;
const ownersByRpm = sh`$(rpm -qf --qf '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}\n' "$@" 2> /dev/null | grep -v ' ' | sort -u)`;

function removePackages(manager: Manager, packages: readonly string[]): Shell {
  if (manager !== 'apt')
    return sh`${unlocked(rpmLocks)}
unlocked ${manager} -y remove ${packages}`;
  return sh`export DEBIAN_FRONTEND=noninteractive
${unlocked()}
unlocked apt-get -y purge ${packages}`;
}
