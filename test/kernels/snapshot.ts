import type { Lab } from '../../src/lab/index.ts';
import { tell } from './deployment.ts';

/** What a deployment could leave on a host: addresses, routes, sysctls, packages, enabled units, files with their contents. The journal stays: it says what was taken back, too. */
export const snapshot = `ip -o addr | sed 's/valid_lft.*//'
ip route show table all | sort
sysctl -a 2> /dev/null | grep -E '^net.ipv4.(ip_forward|vs|conf)'
dpkg-query -W -f '\${Package} \${db:Status-Status}\\n'
systemctl list-unit-files --state=enabled --no-legend
command -v ipvsadm > /dev/null && ipvsadm -Ln
find /etc /usr/sbin /usr/local /var/lib/lvsdeploy -xdev -type f ! -name ld.so.cache ! -name '.updated' ! -path /var/lib/lvsdeploy/journal -exec sha256sum {} + | sort -k 2
find /etc /usr/sbin -xdev -printf '%p %m %u %g %l\\n' | sort`;

/** @returns the snapshot of every host of a lab. */
export async function snapshots(lab: Lab): Promise<ReadonlyMap<string, string>> {
  const found = lab.hosts.map(async ({ name }) => [name, await tell(lab, name, snapshot)] as const);
  return new Map(await Promise.all(found));
}
