import type { Cluster, Member } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import { isIpv6 } from '../../cluster/address.ts';
import { checkHosts } from '../host-check.ts';
import { parseKernelValues, readKernelValues } from '../kernel-values.ts';
import { deployTo, onHost } from '../repairs.ts';
import { familiesBy, serversBy, serversWithVip, vipsHeldBy } from '../../cluster/real-servers.ts';
import { cannotTell, type Finding } from '../verdict.ts';

/**
 * No host drops the packets of clients as coming from the wrong side: a strict rp_filter takes a packet only from the interface
 * that the way back leads through.
 */
export const rpFilter = checkHosts({
  id: 'reverse-path-filter',
  title: 'no reverse path filter drops the packets of clients',
  step: '8',
  severity: 'critical',
  source: 'ip-sysctl.rst of the kernel, rp_filter',
  hosts: (cluster): readonly Member[] =>
    clientAddresses(cluster).length > 0 ? [...cluster.directors, ...serversOfIpv4(cluster)] : [],
  script: (member, cluster) => sh`${readKernelValues(scopesOf(member, cluster).map(nameOf))}
command -v ip > /dev/null 2>&1 || { echo 'ip is not installed'; exit 0; }
for client in ${clientAddresses(cluster)}; do ip -o route get "$client" 2>&1; done
:`,
  expected: (member, cluster) =>
    `packets of clients are taken on ${scopesOf(member, cluster)
      .filter((scope) => scope !== 'all')
      .join(' and ')}`,
  repair: ({ name, interface: device }) => onHost(name, `sysctl -w net.ipv4.conf.${device}.rp_filter=2`),
  judge: (output, member, cluster): Finding => {
    const values = parseKernelValues(output);
    // The larger of `all` and the interface's own is in force; 2 is satisfied with any way back.
    const inForce = Math.max(...['all', member.interface].map((scope) => Number(values.get(nameOf(scope)))));
    if (Number.isNaN(inForce)) return cannotTell('the values were not printed');
    const tunnelled = judgeTunnel(values, member, cluster);
    if (tunnelled !== null) return tunnelled;
    if (inForce !== 1) return { outcome: 'ok', found: `rp_filter ${inForce} is in force` };
    if (output.includes('ip is not installed')) return cannotTell('ip is not installed');
    const wrong = clientAddresses(cluster).filter((client) => deviceTo(output, client) !== member.interface);
    if (wrong.length === 0) return { outcome: 'ok', found: `rp_filter 1, and the way back is by ${member.interface}` };
    const found = `rp_filter 1 is in force on ${member.interface}, and the way back to ${wrong.join(', ')} is not by it: their packets are dropped`;
    return { outcome: 'failed', found };
  },
});

/** Out of a tunnel packets of clients come from its device, which no way back leads through. */
function judgeTunnel(values: ReadonlyMap<string, string>, member: Member, cluster: Cluster): Finding | null {
  if (!hasTunnel(member, cluster)) return null;
  const inForce = Math.max(...['all', tunnel].map((scope) => Number(values.get(nameOf(scope)))));
  if (Number.isNaN(inForce)) return cannotTell(`the values of ${tunnel} were not printed`);
  if (inForce !== 1) return null;
  const found = `rp_filter 1 is in force on ${tunnel}: what comes out of the tunnel is dropped`;
  return { outcome: 'failed', found, repair: deployTo(member.name) };
}

const tunnel = 'tunl0';

function scopesOf(member: Member, cluster: Cluster): readonly string[] {
  return ['all', member.interface, ...(hasTunnel(member, cluster) ? [tunnel] : [])];
}

/** IPv6 has no such filter in the kernel. */
function serversOfIpv4(cluster: Cluster): readonly Member[] {
  return serversWithVip(cluster).filter(({ name }) =>
    vipsHeldBy(cluster, name).some(({ address }) => !isIpv6(address)),
  );
}

function hasTunnel({ name }: Member, cluster: Cluster): boolean {
  return serversBy(cluster, 'tun').some((one) => one.name === name) && familiesBy(cluster, 'tun', name).includes(4);
}

function nameOf(scope: string): string {
  return `net/ipv4/conf/${scope}/rp_filter`;
}

function clientAddresses({ clients }: Cluster): readonly string[] {
  return clients.map(({ address }) => address).filter((address) => !isIpv6(address));
}

/** `192.168.1.10 dev eth0 src …`, of ip-route(8). */
function deviceTo(output: string, address: string): string | null {
  const line = output.split('\n').find((one) => one.startsWith(`${address} `));
  return /\bdev (\S+)/.exec(line ?? '')?.[1] ?? null;
}
