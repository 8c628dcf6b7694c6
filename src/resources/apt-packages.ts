import { sh } from '../shell/shell.ts';
import { aptLocks, unlocked } from './package-lock.ts';
import type { PackageState, PackageTool } from './package-tool.ts';
import type { Observation } from './resource.ts';

const list = sh`dpkg-query -W -f '\${db:Status-Status} \${Package}\n' | sed -n 's/^installed //p' | sort`;

/** dpkg and apt. */
export const aptPackages: PackageTool = {
  kind: {
    name: 'package',
    outlastsReboot: true,
    keyOf: (name) => name,
    compile: (names) => sh`dpkg-query -W -f '\${Package}\t\${db:Status-Abbrev}\t\${Version}\n' ${names}`,
    parse: ({ status, stdout, stderr }, names) => {
      const rows = new Map(stdout.split('\n').map((row) => [row.split('\t')[0], row.split('\t').slice(1)]));
      const observe = (name: string): Observation<PackageState> => {
        // dpkg-query(1): 1 is a package that is not there, anything above is trouble.
        if (status > 1) return { kind: 'unknown', reason: `dpkg-query failed: ${stderr.trim()}` };
        const [abbreviation = 'un', version = ''] = rows.get(name) ?? [];
        // First letter: h on hold. Second: n not installed, c configuration files only, i installed, W and t awaiting or
        // owing triggers.
        if (/^h[nc]/.test(abbreviation)) return { kind: 'unknown', reason: onHold(name) };
        if (/^.[nc]/.test(abbreviation)) return { kind: 'absent' };
        const isWhole = /^.[iWt] ?$/.test(abbreviation);
        return { kind: 'found', value: { version, trouble: isWhole ? null : 'half installed' } };
      };
      return new Map(names.map((name) => [name, observe(name)]));
    },
  },
  // The lists of packages are fetched, and what an interrupted dpkg left is ended, only when it does not work without.
  install: (names) => sh`export DEBIAN_FRONTEND=noninteractive
# needrestart would restart running services, keepalived among them.
export NEEDRESTART_SUSPEND=1
${unlocked(aptLocks)}
install() {
  unlocked apt-get install -y --no-install-recommends -o Dpkg::Options::=--force-confold ${names}
}
install && exit 0
if grep -q 'Held packages were changed' errors; then
  dpkg-query -W -f '\${db:Status-Want} \${Package}\n' | sed -n 's/^hold \\(.*\\)/\\1 is on hold: say "apt-mark unhold \\1" if it may change/p' >&2
  exit 1
fi
echo 'once more, with new package lists'
unlocked dpkg --configure -a --force-confold
unlocked apt-get update && install`,
  list,
  // Nothing goes that something else has come to need.
  remove: (names) => sh`export DEBIAN_FRONTEND=noninteractive
${unlocked(aptLocks)}
${list} > after
comm -13 before after > came
printf '%s\n' ${names} | sort > wanted
comm -12 wanted came > go
# What a build has taken the place of has left its configuration.
dpkg-query -W -f '\${db:Status-Status} \${Package}\n' ${names} 2> /dev/null | sed -n 's/^config-files //p' >> go
[ -s go ] || exit 0
sort -u -o go go
needs=$(apt-get -y -s purge $(cat go) | sed -n -e 's/^Purg \\([^ ]*\\).*/\\1/p' -e 's/^Remv \\([^ ]*\\).*/\\1/p' | sort -u | comm -23 - go)
if [ -n "$needs" ]; then
  echo "$(echo $needs) needs it, so it stays:" $(cat go)
  exit 0
fi
# Of what came since, apt knows what came as a dependency and is needed by nothing else (apt-get(8), autoremove).
apt-get -y -s --auto-remove purge $(cat go) | sed -n 's/^Purg \\([^ ]*\\).*/\\1/p' | sort | comm -12 - came >> go
unlocked apt-get -y purge $(sort -u go)`,
};

function onHold(name: string): string {
  return `somebody put it on hold; say "apt-mark unhold ${name}" if it may be installed`;
}
