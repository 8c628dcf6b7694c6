import type { Cluster, Member } from '../../cluster/cluster.ts';
import {
  forwardingSettings,
  ipvsSettings,
  quietSettings,
  tunnelSettings,
  wayBackSettings,
  type KernelSettings,
} from '../../cluster/kernel-settings.ts';
import { isIpv6 } from '../../cluster/address.ts';
import { sh } from '../../shell/shell.ts';
import { checkHosts } from '../host-check.ts';
import { deployTo } from '../repairs.ts';
import { familiesBy, serversBy, vipsHeldBy } from '../../cluster/real-servers.ts';
import { findingOf } from '../verdict.ts';

/** The kernel settings of directors and real servers are there after a reboot, too. */
export const settingsAtBoot = checkHosts({
  id: 'settings-at-boot',
  title: 'the kernel settings are set at boot',
  step: '8',
  severity: 'warning',
  source: 'sysctl.d(5)',
  hosts: (cluster): readonly Member[] => [
    ...cluster.directors,
    ...cluster.realServers.filter(({ name }) => Object.keys(settingsOf(cluster, name)).length > 0),
  ],
  // In the order in which they are read: by name, whatever the folder, and the first folder's file hides its namesakes.
  script: ({ name }, cluster) => sh`for folder in /etc /run /usr/local/lib /usr/lib /lib; do
  for file in "$folder"/sysctl.d/*.conf; do [ ! -e "$file" ] || echo "\${file##*/} $file"; done
done | sort -s -k 1,1 -u | while read -r _ file; do grep -E ${patternOf(settingsOf(cluster, name))} "$file"; done
# init scripts read it last, and systemd when a link in the folder leads to it.
if [ ! -d /run/systemd/system ]; then grep -E ${patternOf(settingsOf(cluster, name))} /etc/sysctl.conf 2> /dev/null; fi
:`,
  expected: ({ name }, cluster) =>
    Object.entries(settingsOf(cluster, name))
      .map(([key, value]) => `${key} = ${value}`)
      .join(', '),
  repair: ({ name }) => deployTo(name),
  judge: (output, { name }, cluster) => {
    const set = lastValues(output);
    const problems = Object.entries(settingsOf(cluster, name)).flatMap(([key, value]) => {
      const found = set.get(key.replaceAll('/', '.'));
      if (found === undefined) return [`${key} is set by no file that is read at boot`];
      return found === String(value) ? [] : [`${key} becomes ${found} at boot, not ${value}`];
    });
    return findingOf(problems, 'all of them are');
  },
});

function settingsOf(cluster: Cluster, host: string): KernelSettings {
  const isDirector = cluster.directors.some(({ name }) => name === host);
  const holdsVip = vipsHeldBy(cluster, host).some(({ address }) => !isIpv6(address));
  const tunnelled = serversBy(cluster, 'tun').find(({ name }) => name === host);
  const natted = serversBy(cluster, 'nat').find(({ name }) => name === host);
  return {
    ...(isDirector && { ...forwardingSettings(cluster), ...ipvsSettings(cluster) }),
    ...(holdsVip && quietSettings),
    ...(natted && wayBackSettings(cluster, natted)),
    ...(tunnelled && familiesBy(cluster, 'tun', host).includes(4) && tunnelSettings(tunnelled)),
  };
}

/** A key may have slashes in the place of its dots, and a minus before it: failing to set it is no error. */
function patternOf(settings: KernelSettings): string {
  const keys = Object.keys(settings).map((key) => key.replaceAll('.', '[./]'));
  return `^[[:space:]]*-?[[:space:]]*(${keys.join('|')})[[:space:]]*=`;
}

function lastValues(output: string): ReadonlyMap<string, string> {
  const lines = output.matchAll(/^\s*-?\s*([\w./-]+)\s*=\s*(.*?)\s*$/gm);
  return new Map([...lines].map(([, key = '', value = '']) => [key.replaceAll('/', '.'), value]));
}
