import { type Scheduler, schedulers } from '../cluster/cluster.ts';
import { sh } from '../shell/shell.ts';

/**
 * Names the modules of IPVS that the running kernel has, as files or built in: one `sed`, over the indices of depmod(8) and of
 * the kernel's build, whatever the modules are compressed by.
 */
export const readIpvsModules = sh`read -r release < /proc/sys/kernel/osrelease || exit 0
set --
for file in "/lib/modules/$release/modules.dep" "/lib/modules/$release/modules.builtin"; do
  [ ! -r "$file" ] || set -- "$@" "$file"
done
[ "$#" = 0 ] || sed -n 's|^[^:]*/\\(ip_vs[a-z_]*\\)\\.ko.*|\\1|p' "$@"`;

/** @returns the schedulers among what {@link readIpvsModules} printed; null where it names no ip_vs, and so tells nothing of them. */
export function parseIpvsSchedulers(text: string): readonly Scheduler[] | null {
  const modules = new Set(text.split('\n'));
  return modules.has('ip_vs') ? schedulers.filter((scheduler) => modules.has(`ip_vs_${scheduler}`)) : null;
}
