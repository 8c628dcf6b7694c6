import type { Cluster, Member } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import { checkHosts } from '../host-check.ts';
import { onHost } from '../repairs.ts';
import { findingOf } from '../verdict.ts';

/** Where distributions keep the addresses that they set at boot. */
const places = [
  ...['/etc/network/interfaces', '/etc/network/interfaces.d', '/etc/netplan', '/etc/systemd/network'],
  ...['/etc/sysconfig/network-scripts', '/etc/NetworkManager/system-connections'],
];

/** No host's own network configuration has a VIP: it would be there at boot on every director, or before a real server is quiet. */
export const vipElsewhere = checkHosts({
  id: 'vip-in-network-configuration',
  title: 'the network configuration of no host sets a VIP',
  step: '17',
  severity: 'warning',
  source: 'arp_ignore in ip-sysctl.rst of the kernel',
  hosts: ({ directors, realServers }): readonly Member[] => [...directors, ...realServers],
  // Quoted parts of other files are not shown: a key of a wireless network may stand there.
  script: (_, cluster) => sh`grep -rlwF ${patternsOf(cluster)} ${places} 2> /dev/null || :`,
  expected: (_, { vips }) => `${vips.map(({ address }) => address).join(', ')} in none of its files`,
  repair: ({ name }, { vips }) =>
    onHost(
      name,
      `take ${vips.map(({ address }) => address).join(', ')} out of these files, leaving the running network as it is`,
    ),
  judge: (output) =>
    findingOf(
      output
        .split('\n')
        .filter((line) => line !== '')
        .map((file) => `${file} sets it`),
      'it is in none',
    ),
});

function patternsOf({ vips }: Cluster): readonly string[] {
  return vips.flatMap(({ address }) => ['-e', address]);
}
