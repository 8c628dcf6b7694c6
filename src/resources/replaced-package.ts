import type { Facts } from '../facts/facts.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { comparisonOf, orderingOf, type Ordering } from './comparison.ts';
import { aptLocks, rpmLocks, unlocked } from './package-lock.ts';
import type { PackageState } from './package-tool.ts';
import { toolOf } from './package.ts';
import type { Reading, Resource } from './resource.ts';

export interface ReplacedPackageOptions extends Ordering {
  /** As the distribution of the host names it. */
  readonly name: string;
  /** Of the host: its package manager is the one that is used. */
  readonly facts: Pick<Facts, 'packageManager'>;
}

/**
 * A package that makes room for a build of the same program. It goes without its scripts: its service runs on, to be
 * restarted once when the build is in place. It has the id that the package has where it is wanted, so that it is not taken back
 * before its time; what was there before lvsdeploy is installed again once neither is wanted.
 */
export function replacedPackage(options: ReplacedPackageOptions): Resource {
  const { name, facts } = options;
  const id = `package:${name}`;
  const tool = toolOf(facts, id);
  const reading: Reading<string, PackageState> = { kind: tool.kind, key: name };
  return {
    id,
    reads: [reading],
    ...orderingOf(options),
    undo: {
      keep: sh`${tool.list} > before`,
      restore: sh`if grep -qx ${name} before; then ( ${tool.install([name], [])}
)
else ( ${tool.remove([name])}
)
fi`,
      detached: true,
    },
    compare: (observed) => {
      const found = observed(reading);
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      if (found.kind === 'absent') return { state: 'converged' };
      const change = { what: 'replaced by the build', from: found.value.version, to: null, format: 'value' } as const;
      const script = facts.packageManager === 'apt' ? removeDeb(name) : removeRpm(name);
      return comparisonOf(
        [change],
        [{ description: `remove the package ${name}, its service running on`, script, detached: true }],
      );
    },
  };
}

/** Not purged: what is configuration of both stays. dpkg has no option to leave out the script that would stop the service. */
function removeDeb(name: string): Shell {
  return sh`export DEBIAN_FRONTEND=noninteractive
${unlocked(aptLocks)}
prerm=$(dpkg-query --control-path ${name} prerm 2> /dev/null) && [ -n "$prerm" ] && rm -f "$prerm"
unlocked dpkg --remove ${name} || exit 1
# Older debhelper masks the unit of a package that is removed and not purged.
mask=${`/etc/systemd/system/${name}.service`}
if [ -L "$mask" ] && [ "$(readlink "$mask")" = /dev/null ]; then rm -f "$mask"; fi`;
}

/** Configuration that was changed is left under its name, as dpkg does. */
function removeRpm(name: string): Shell {
  return sh`${unlocked(rpmLocks)}
rpm -q --configfiles ${name} > configuration || exit 1
unlocked rpm -e --noscripts ${name} || exit 1
while IFS= read -r path; do
  [ -e "$path" ] || [ ! -e "$path.rpmsave" ] || mv -f "$path.rpmsave" "$path" || exit 1
done < configuration`;
}
