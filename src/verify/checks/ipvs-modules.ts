import { ipvsModules } from '../../cluster/kernel-settings.ts';
import { sh, type Shell } from '../../shell/shell.ts';
import { checkHosts } from '../host-check.ts';
import { deployTo } from '../repairs.ts';
import { findingOf } from '../verdict.ts';

/** The kernel of every director has IPVS, with the schedulers of the model. */
export const ipvsModulesLoaded = checkHosts({
  id: 'ipvs-modules-loaded',
  title: 'the kernel of the directors has IPVS and the schedulers',
  step: '8',
  severity: 'critical',
  source: 'ipvsadm(8)',
  hosts: ({ directors }) => directors,
  script: (_, cluster) => sh`for module in ${ipvsModules(cluster)}; do
  [ ! -d "/sys/module/$module" ] || echo "$module"
done
${builtIn}`,
  expected: (_, cluster) => `${ipvsModules(cluster).join(', ')} loaded`,
  repair: ({ name }) => deployTo(name),
  judge: (output, _, cluster) => {
    const there = namesIn(output);
    const missing = ipvsModules(cluster).filter((module) => !there.has(module));
    return findingOf(
      missing.map((module) => `${module} is not loaded`),
      'all of them are',
    );
  },
});

/** And it has them after a reboot before the settings of IPVS are set, which are skipped otherwise. */
export const ipvsModulesAtBoot = checkHosts({
  id: 'ipvs-modules-at-boot',
  title: 'IPVS and the schedulers are loaded at boot',
  step: '8',
  severity: 'warning',
  source: 'modules-load.d(5)',
  hosts: ({ directors }) => directors,
  // A comment begins with # or ;. The scripts are those of the old Red Hat family.
  script:
    () => sh`for file in /etc/modules-load.d/*.conf /run/modules-load.d/*.conf /usr/lib/modules-load.d/*.conf /lib/modules-load.d/*.conf /etc/modules; do
  [ ! -r "$file" ] || sed -e 's/[#;].*//' "$file"
done
for file in /etc/sysconfig/modules/*.modules; do
  [ ! -x "$file" ] || sed -n 's/^[[:space:]]*modprobe//p' "$file"
done
${builtIn}`,
  expected: (_, cluster) => `${ipvsModules(cluster).join(', ')} loaded at boot`,
  repair: ({ name }) => deployTo(name),
  judge: (output, _, cluster) => {
    const there = namesIn(output);
    const missing = ipvsModules(cluster).filter((module) => !there.has(module));
    return findingOf(
      missing.map((module) => `nothing loads ${module} at boot`),
      'all of them are',
    );
  },
});

/** What is built into the kernel is there without being loaded. */
const builtIn: Shell = sh`sed -n 's|.*/\\(ip_vs[a-z_]*\\)\\.ko.*|\\1|p' "/lib/modules/$(uname -r)/modules.builtin" 2> /dev/null || :`;

function namesIn(output: string): ReadonlySet<string> {
  return new Set(output.split(/\s+/).map((name) => name.replaceAll('-', '_')));
}
