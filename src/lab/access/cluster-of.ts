import type { LabHost, LabRole, Topology } from '../topology.ts';

/** What the inventory of a topology says of its cluster beside its hosts. */
export interface ClusterWords {
  /** Networks, as keys of the cluster. */
  readonly networks: object;
  readonly vips: readonly object[];
  readonly virtualServices: readonly object[];
}

const tries = { connectTimeout: 3, retry: 3, delayBeforeRetry: 3 };
const tcpCheck = { healthCheck: { tcp: tries } };
// It also says that the service speaks HTTP, where the port does not.
const httpCheck = { healthCheck: { http: tries } };

/** @returns one service by DR on all real servers, as the document has it. */
export function plainCluster({ networks, vips, hosts }: Topology): ClusterWords {
  const vip = vips[0] ?? '';
  const isPair = hostsOf(hosts, 'director').length > 1;
  return {
    networks: { segment: networks[0]?.subnets[0]?.network },
    vips: [{ address: vip, label: 'eth0:1' }],
    virtualServices: [
      {
        vip,
        port: 80,
        protocol: 'tcp',
        scheduler: 'wrr',
        method: 'dr',
        realServers: weighted(serversOf(hosts), 3, 1),
        // A director alone has no keepalived to check.
        ...(isPair && tcpCheck),
      },
    ],
  };
}

/**
 * @returns each method in both families, and the ways in which a service may be known: DR and TUN by the servers of the segment, NAT
 * by those of the inner network, whose gateway is the address that ends in 254.
 */
export function mixedCluster({ networks, vips, hosts }: Topology): ClusterWords {
  const [outer, inner] = networks;
  const [vip = '', vip6 = ''] = vips;
  const [outside, outside6] = (outer?.subnets ?? []).map(({ network }) => network);
  const [inside, inside6] = (inner?.subnets ?? []).map(({ network }) => network);
  const web = serversOf(hosts).filter(({ nics }) => nics[0]?.network === outer);
  const app = serversOf(hosts).filter(({ nics }) => nics[0]?.network === inner);
  const byNat = Object.fromEntries(app.map(({ name }) => [name, { port: 80 }]));
  const each = (words: object) => [
    { vip, ...words },
    { vip: vip6, ...words },
  ];
  return {
    networks: {
      segment: outside,
      segment6: outside6,
      inside: {
        interface: 'eth1',
        network: inside,
        network6: inside6,
        gateway: inside?.replace(/0\/\d+$/, '254'),
        gateway6: inside6?.replace(/\/\d+$/, '254'),
      },
    },
    vips: [{ address: vip, label: 'eth0:1' }, { address: vip6 }],
    virtualServices: [
      ...each({ port: 80, scheduler: 'wrr', method: 'dr', realServers: weighted(web, 3, 1), ...tcpCheck }),
      ...each({ port: 8080, scheduler: 'rr', method: 'nat', realServers: byNat, ...httpCheck }),
      ...each({ port: 8002, scheduler: 'wlc', method: 'tun', realServers: weighted(web, 1, 1), ...httpCheck }),
      {
        vip,
        port: 53,
        protocol: 'udp',
        scheduler: 'rr',
        method: 'dr',
        onePacket: true,
        realServers: weighted(web, 1, 1),
        healthCheck: { udp: tries },
      },
      {
        mark: 1,
        traffic: [
          { vip, protocol: 'tcp', ports: ['8010-8012'] },
          { vip, protocol: 'udp', ports: [8010] },
        ],
        scheduler: 'sh',
        method: 'dr',
        realServers: weighted(web, 1, 1),
        ...httpCheck,
      },
    ],
  };
}

/** @returns the hosts of a topology that have that part. */
export function hostsOf(hosts: readonly LabHost[], role: LabRole): readonly LabHost[] {
  return hosts.filter((host) => host.role === role);
}

function serversOf(hosts: readonly LabHost[]): readonly LabHost[] {
  return hostsOf(hosts, 'realServer');
}

function weighted(servers: readonly LabHost[], first: number, others: number): object {
  return Object.fromEntries(servers.map(({ name }, index) => [name, { weight: index === 0 ? first : others }]));
}
