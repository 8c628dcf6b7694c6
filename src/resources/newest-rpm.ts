import { sh, type Shell } from '../shell/shell.ts';
import { rpmLocks, unlocked } from './package-lock.ts';
import type { PackageUpgrade } from './newest-packages.ts';
import type { Observation, ReadingKind } from './resource.ts';

type RpmManager = 'dnf' | 'yum';

/** @returns the reading of what the repositories have newer than what is installed; `check-update` ends with 100 when there is something. */
export function newestByRpm(manager: RpmManager): ReadingKind<readonly string[], readonly PackageUpgrade[]> {
  return {
    name: 'newest package',
    outlastsReboot: true,
    keyOf: (names) => names.join('+'),
    compile: (keys) => sh`${refreshing(manager)} > /dev/null || exit 1
${keys.map(
  (names) => sh`rpm -q --qf '%{NAME}\t%{VERSION}-%{RELEASE}\n' ${names} | grep '	'
echo
${manager} -q check-update ${names}
echo "status $?"
`,
)}`,
    parse: ({ stdout, stderr }, keys) => {
      const parts = stdout.split(/^status (\d+)\n/m);
      const observe = (names: readonly string[], index: number): Observation<readonly PackageUpgrade[]> => {
        const status = parts[2 * index + 1];
        if (status !== '0' && status !== '100')
          return { kind: 'unknown', reason: `${manager} does not say: ${stderr.trim()}` };
        const [listed = '', ...updates] = (parts[2 * index] ?? '').split('\n\n');
        return { kind: 'found', value: upgradesOf(names, installedIn(listed), updatesIn(updates.join('\n\n'))) };
      };
      return new Map(keys.map((names, index) => [names.join('+'), observe(names, index)]));
    },
  };
}

function upgradesOf(
  names: readonly string[],
  installed: ReadonlyMap<string, string>,
  updates: ReadonlyMap<string, string>,
): readonly PackageUpgrade[] {
  return names.flatMap((name) => {
    const from = installed.get(name) ?? null;
    const to = from === null ? 'newest' : updates.get(name);
    return to === undefined ? [] : [{ name, from, to }];
  });
}

/** Of a kernel several stand side by side: the newest counts. */
function installedIn(listing: string): ReadonlyMap<string, string> {
  const rows = listing.split('\n').flatMap((line) => {
    const [name = '', version = ''] = line.split('\t');
    return name === '' ? [] : [[name, version] as const];
  });
  return new Map(rows.toSorted(([, a], [, b]) => a.localeCompare(b, 'en', { numeric: true })));
}

/** `kernel.x86_64  5.14.0-427.el9  baseos`; a long name has the rest on a line of its own, and obsoleted packages are listed below. */
function updatesIn(listing: string): ReadonlyMap<string, string> {
  const [updates = ''] = listing.split(/^Obsoleting Packages/m);
  const joined = updates.replace(/\n +/g, ' ');
  return new Map(
    [...joined.matchAll(/^(\S+)\.[^.\s]+ +(\S+) +\S+ *$/gm)].map(([, name = '', version = '']) => [
      name,
      version.replace(/^\d+:/, ''),
    ]),
  );
}

export function installNewestByRpm(names: readonly string[], manager: RpmManager): Shell {
  // Locks are waited for here, where it is said who has them and until when; the yum of old knows no --setopt.
  const command = manager === 'dnf' ? sh`dnf -y --setopt=exit_on_lock=True` : sh`yum -y`;
  return sh`${unlocked(rpmLocks)}
unlocked ${refreshing(manager)} || exit
missing=
for name in ${names}; do
  if rpm -q "$name" > /dev/null; then set -- "$@" "$name"; else missing="$missing $name"; fi
done
[ "$#" = 0 ] || unlocked ${command} upgrade "$@" || exit
[ -z "$missing" ] || unlocked ${command} install $missing`;
}

function refreshing(manager: RpmManager): Shell {
  return sh`${manager} -q clean expire-cache`;
}
