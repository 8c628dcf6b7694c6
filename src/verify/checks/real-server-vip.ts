import type { Cluster, Vip } from '../../cluster/cluster.ts';
import { readAddresses } from '../../facts/addresses.ts';
import { familyOf, isIpv6, wholeLength } from '../../cluster/address.ts';
import { tunnels } from '../../cluster/kernel-settings.ts';
import { parseHeldAddresses, holdingsOf } from '../host-addresses.ts';
import { checkHosts } from '../host-check.ts';
import { hostRouteOf, readRoutes } from '../host-route.ts';
import { deployTo } from '../repairs.ts';
import { methodsFor, vipsHeldBy, serversWithVip } from '../../cluster/real-servers.ts';
import { cannotTell, findingOf } from '../verdict.ts';

/** Every real server that answers clients directly holds the VIP as a host address where no neighbour can see it. */
export const realServerVip = checkHosts({
  id: 'real-server-vip',
  severity: 'critical',
  title: 'the real servers hold the VIP on the loopback',
  step: '12',
  hosts: serversWithVip,
  script: () => readAddresses,
  expected: ({ name }, cluster) =>
    vipsHeldBy(cluster, name)
      .map((vip) => `${vip.address}/${wholeLength(vip.address)} on ${placesOf(cluster, name, vip).join(' or ')}`)
      .join(', '),
  repair: ({ name }) => deployTo(name),
  judge: (output, { name }, cluster) => {
    if (parseHeldAddresses(output).length === 0) return cannotTell('ip addr listed no address');
    const problems = vipsHeldBy(cluster, name).flatMap((vip) =>
      problemsOf(output, vip, name, placesOf(cluster, name, vip)),
    );
    return findingOf(problems, 'every VIP is where it should be');
  },
});

/** Every real server has the host route to the VIP that realdr.sh sets. */
export const realServerRoute = checkHosts({
  id: 'real-server-route',
  severity: 'warning',
  title: 'the real servers have a host route to the VIP',
  step: '12',
  hosts: (cluster) => serversWithVip(cluster).filter(({ name }) => routedVips(cluster, name).length > 0),
  script: () => readRoutes,
  expected: ({ name }, cluster) =>
    routedVips(cluster, name)
      .map(({ address }) => `${address} dev lo`)
      .join(', '),
  repair: ({ name }) => deployTo(name),
  judge: (output, { name }, cluster) =>
    findingOf(
      routedVips(cluster, name)
        .filter(({ address }) => hostRouteOf(output, address) !== 'lo')
        .map(({ address }) => `${name} has no host route to ${address} by lo`),
      'every host route is there',
    ),
});

function problemsOf(output: string, vip: Vip, host: string, places: readonly string[]): readonly string[] {
  const held = holdingsOf(output, vip.address);
  if (held.length === 0) {
    return [`${host} does not hold ${vip.address}: it drops what the director sends it`];
  }
  return held.flatMap((one) => {
    const place = one.label ?? one.interface;
    if (!places.includes(one.interface))
      return [
        `${host} holds ${vip.address} on ${place}, where it answers ${isIpv6(vip.address) ? 'neighbour solicitations' : 'ARP'} for it`,
      ];
    return one.prefixLength === wholeLength(vip.address)
      ? []
      : [`${host} holds ${vip.address}/${one.prefixLength} on ${place}: it takes the whole subnet for itself`];
  });
}

function routedVips(cluster: Cluster, host: string): readonly Vip[] {
  return vipsHeldBy(cluster, host).filter((vip) => !isIpv6(vip.address) && !isTunnelled(cluster, host, vip));
}

/** By a tunnel the packet arrives on the device of the tunnel; the VIP may be there, or on the loopback as with DR. */
function placesOf(cluster: Cluster, host: string, vip: Vip): readonly string[] {
  if (!isTunnelled(cluster, host, vip)) return ['lo'];
  return [tunnels[familyOf(vip.address)].device, 'lo'];
}

function isTunnelled(cluster: Cluster, host: string, { address }: Vip): boolean {
  return methodsFor(cluster, host, address).includes('tun');
}
