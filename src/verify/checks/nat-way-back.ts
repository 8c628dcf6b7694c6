import type { Cluster, RealServer } from '../../cluster/cluster.ts';
import { canonicalAddress } from '../../cluster/address.ts';
import { gatewayFor } from '../../cluster/inside.ts';
import { sh } from '../../shell/shell.ts';
import { checkHosts } from '../host-check.ts';
import { deployTo } from '../repairs.ts';
import { familiesBy, serversBy } from '../../cluster/real-servers.ts';
import { cannotTell, findingOf } from '../verdict.ts';

/**
 * What a real server of NAT answers goes back through the director: its default route leads to the gateway, and no better one
 * to a client. An answer that goes by another way has the real server's own address, and the client does not know it. By IPv6
 * there is no other default route at all: the kernel takes it when the gateway does not answer for a moment, as while it
 * moves, and keeps it for up to a minute (rt6_check_neigh() of net/ipv6/route.c; measured: 55 s).
 */
export const natWayBack = checkHosts({
  id: 'nat-way-back',
  title: 'the answers of real servers of NAT go back through the directors',
  step: 'intro, methods',
  severity: 'critical',
  source: 'LVS-HOWTO, LVS-NAT',
  hosts: (cluster) => (cluster.inside === null ? [] : serversBy(cluster, 'nat')),
  script: (server, cluster) => sh`command -v ip > /dev/null 2>&1 || { echo 'ip is not installed'; exit 0; }
for client in ${waysOf(server, cluster).map(({ to }) => to)}; do
  printf '%s: ' "$client"
  ip -o route get "$client" 2>&1
done
ip -6 -o route show default 2> /dev/null | sed 's/^/default route of IPv6: /'
:`,
  expected: (server, cluster) =>
    [...new Set(waysOf(server, cluster).map(({ gateway }) => gateway))]
      .map((gateway) => `clients are reached via ${gateway}`)
      .join(', '),
  repair: ({ name }) => deployTo(name),
  judge: (output, server, cluster) => {
    if (output.startsWith('ip is not installed')) return cannotTell('ip is not installed');
    const problems = waysOf(server, cluster).flatMap(({ to, gateway, whom }) => {
      const line = output.split('\n').find((one) => one.startsWith(`${to}: `)) ?? '';
      const via = /\bvia (?:inet6? )?(\S+)/.exec(line)?.[1];
      if (via !== undefined && canonicalAddress(via) === canonicalAddress(gateway)) return [];
      const device = /\bdev (\S+)/.exec(line)?.[1];
      if (via !== undefined) return [`${whom} is reached via ${via}, not via ${gateway}`];
      return device === undefined
        ? [`there is no way to ${whom}`]
        : [`${whom} is reached by ${device} itself, past the directors: it must not be on the real servers' network`];
    });
    return findingOf([...problems, ...otherRoutes(output, server, cluster)], 'they go back by the gateway');
  },
});

/** @returns what is wrong with further default routes of IPv6, where that family goes back by the gateway. */
function otherRoutes(output: string, { name }: RealServer, cluster: Cluster): readonly string[] {
  const gateway = familiesBy(cluster, 'nat', name).includes(6) ? gatewayFor(cluster, 6) : null;
  if (gateway === null) return [];
  const vias = [...output.matchAll(/^default route of IPv6: .*?\bvia (\S+)/gm)].map(([, via = '']) => via);
  const others = vias.filter((via) => canonicalAddress(via) !== canonicalAddress(gateway));
  return others.map((via) => `there is another default route of IPv6, via ${via}: it is taken while the gateway moves`);
}

interface Way {
  readonly to: string;
  readonly gateway: string;
  /** `client (192.168.1.10)`, `the world`. */
  readonly whom: string;
}

/** Addresses for documentation (RFC 5737, RFC 3849), which no host has: the way to them is the default route. */
const anywhere = { 4: '192.0.2.1', 6: '2001:db8::1' } as const;

function waysOf({ name }: RealServer, cluster: Cluster): readonly Way[] {
  return familiesBy(cluster, 'nat', name).flatMap((family): readonly Way[] => {
    const gateway = gatewayFor(cluster, family);
    if (gateway === null) return [];
    const clients = cluster.clients.flatMap((client) => {
      const address = family === 6 ? client.address6 : client.address;
      return address === null ? [] : [{ name: client.name, address }];
    });
    return [
      { to: anywhere[family], gateway, whom: 'the world' },
      ...clients.map(({ name: client, address }) => ({ to: address, gateway, whom: `${client} (${address})` })),
    ];
  });
}
