import { sh, type Shell } from '../shell/shell.ts';
import type { PackageUpgrade } from './newest-packages.ts';
import { unlocked } from './package-lock.ts';
import type { Observation, ReadingKind } from './resource.ts';

/** What `apt-get install` would do with package lists that are fetched anew. */
export const newestByApt: ReadingKind<readonly string[], readonly PackageUpgrade[]> = {
  name: 'newest package',
  outlastsReboot: true,
  keyOf: (names) => names.join('+'),
  // The lists of the host stay as they are: linked, as apt replaces a file that has changed by another one. Its lock is an
  // inode, so that of the copy must be another one.
  compile: (keys) => sh`work=$(mktemp -d /var/lib/apt/lvsdeploy.XXXXXX) || exit 1
trap 'rm -rf "$work"' EXIT
cp -al /var/lib/apt/lists "$work/lists" && rm -rf "$work/lists/lock" "$work/lists/partial" && mkdir "$work/lists/partial" || exit 1
apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -o Dir::State::Lists="$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root "$@"
}
apt -q update > "$work/said" 2>&1 && ! grep -q '^\\(E\\|Err\\|W: Failed\\)' "$work/said" || { grep '^\\(E\\|Err\\|W\\)' "$work/said" >&2; exit 1; }
${keys.map(
  (names) => sh`held=$(apt-mark showhold ${names} | tr '\\n' ' ')
apt -s -y -o Debug::NoLocking=1 install --no-install-recommends ${names} 2> "$work/errors"
printf 'status %s held %s\n' "$?" "$held"; cat "$work/errors" >&2
`,
)}`,
  parse: ({ status, stdout, stderr }, keys) => {
    const parts = stdout.split(/^(status .*)\n/m);
    const observe = (index: number): Observation<readonly PackageUpgrade[]> => {
      const [, code, held = ''] = /^status (\d+) held (.*)$/.exec(parts[2 * index + 1] ?? '') ?? [];
      const upgrades = upgradesIn(parts[2 * index] ?? '');
      const isHeld = upgrades.some(({ name }) => held.split(' ').includes(name)) || /Held packages/.test(stderr);
      if (isHeld)
        return {
          kind: 'unknown',
          reason: `somebody holds ${held.trim()} back; say "apt-mark unhold ${held.trim()}" if it may be upgraded`,
        };
      if (status !== 0 || code !== '0') return { kind: 'unknown', reason: `apt-get does not say: ${stderr.trim()}` };
      return { kind: 'found', value: upgrades };
    };
    return new Map(keys.map((names, index) => [names.join('+'), observe(index)]));
  },
};

/** @returns what a simulation of apt-get(8) would install: `Inst NAME [OLD] (NEW …)`. */
function upgradesIn(simulation: string): readonly PackageUpgrade[] {
  return [...simulation.matchAll(/^Inst (\S+) (?:\[([^\]]*)\] )?\((\S+)/gm)].map(([, name = '', from, to = '']) => ({
    name,
    from: from ?? null,
    to,
  }));
}

export function installNewestByApt(names: readonly string[]): Shell {
  return sh`export DEBIAN_FRONTEND=noninteractive
# needrestart would restart running services, keepalived among them.
export NEEDRESTART_SUSPEND=1
${unlocked()}
unlocked dpkg --configure -a --force-confold
unlocked apt-get update || exit
unlocked apt-get install -y --no-install-recommends -o Dpkg::Options::=--force-confold ${names}`;
}
