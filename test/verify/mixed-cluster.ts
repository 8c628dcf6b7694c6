import { plainService } from '../cluster/plain.ts';
import type { Cluster, Destination, HealthCheck, VirtualService } from '../../src/cluster/cluster.ts';
import { documentCluster } from './document-cluster.ts';

const tries = { port: null, connectTimeout: 3, retry: 1, delayBeforeRetry: 1 };
const http = { kind: 'http', ...tries, path: '/', status: 200, digest: null, virtualHost: null } as const;
const named: HealthCheck = { kind: 'udp', ...tries, payload: '6869', requireReply: null };

const addresses = {
  web1: ['192.168.1.220', 'fd00:1::220'],
  web2: ['192.168.1.231', 'fd00:1::231'],
  app1: ['10.0.0.221', 'fd00:2::221'],
  app2: ['10.0.0.222', 'fd00:2::222'],
} as const;

function servers(family: 4 | 6, port: number, weights: Partial<Record<keyof typeof addresses, number>>): Destination[] {
  return (['web1', 'web2', 'app1', 'app2'] as const).flatMap((name) => {
    const weight = weights[name];
    if (weight === undefined) return [];
    return [
      {
        name,
        address: addresses[name][family === 6 ? 1 : 0],
        port,
        weight,
        inhibitOnFailure: false,
        healthCheck: http,
      },
    ];
  });
}

function asked(list: readonly Destination[], healthCheck: HealthCheck): Destination[] {
  return list.map((server) => ({ ...server, healthCheck }));
}

const vip = '192.168.1.229';
const vip6 = 'fd00:1::229';
const base = { ...plainService, protocol: 'tcp', persistence: null, delayLoop: 2 } as const;

/** DR, TUN and NAT, both families, UDP and marks in one cluster: the lab's topology of that name. */
export const mixedServices: readonly VirtualService[] = [
  {
    ...base,
    address: vip,
    port: 80,
    scheduler: 'wrr',
    method: 'dr',
    realServers: servers(4, 80, { web1: 3, web2: 1 }),
  },
  {
    ...base,
    address: vip,
    port: 8001,
    scheduler: 'sh',
    schedulerFlags: ['sh-port', 'sh-fallback'],
    method: 'tun',
    realServers: servers(4, 8001, { web1: 1, web2: 1 }),
  },
  {
    ...base,
    address: vip,
    port: 8002,
    scheduler: 'rr',
    method: 'nat',
    persistence: 60,
    persistencePrefix: 24,
    quorum: 2,
    sorryServer: { address: '10.0.0.99', port: 8002 },
    realServers: servers(4, 8002, { app1: 1, app2: 1 }),
  },
  {
    ...base,
    address: vip,
    port: 53,
    protocol: 'udp',
    scheduler: 'rr',
    onePacket: true,
    method: 'dr',
    realServers: asked(servers(4, 53, { web1: 1, web2: 1 }), named),
  },
  {
    ...base,
    address: vip6,
    port: 80,
    scheduler: 'wrr',
    method: 'dr',
    realServers: servers(6, 80, { web1: 3, web2: 1 }),
  },
  {
    ...base,
    address: vip6,
    port: 8001,
    scheduler: 'rr',
    method: 'tun',
    realServers: servers(6, 8001, { web1: 1, web2: 1 }),
  },
  {
    ...base,
    address: vip6,
    port: 8002,
    scheduler: 'wlc',
    method: 'nat',
    persistence: 60,
    persistencePrefix: 64,
    realServers: servers(6, 8002, { app1: 1, app2: 1 }),
  },
  {
    ...base,
    address: vip,
    port: 8010,
    mark: {
      number: 1,
      family: 4,
      traffic: [
        {
          address: vip,
          protocol: 'tcp',
          ports: [
            { from: 8010, to: 8010 },
            { from: 8020, to: 8030 },
          ],
        },
      ],
    },
    scheduler: 'rr',
    method: 'nat',
    realServers: asked(servers(4, 0, { app1: 1, app2: 1 }), { ...http, port: 8010 }),
  },
  {
    ...base,
    address: vip6,
    port: 8011,
    mark: { number: 1, family: 6, traffic: [{ address: vip6, protocol: 'tcp', ports: [{ from: 8011, to: 8011 }] }] },
    scheduler: 'rr',
    method: 'dr',
    realServers: asked(servers(6, 0, { web1: 1, web2: 1 }), { ...http, port: 8011 }),
  },
];

const [lb1, lb2] = documentCluster.directors;
if (lb1 === undefined || lb2 === undefined) throw new Error('the document has two directors');

export const mixedCluster: Cluster = {
  ...documentCluster,
  name: 'mixed',
  segment6: 'fd00:1::/64',
  directors: [
    { ...lb1, address6: 'fd00:1::252' },
    { ...lb2, address6: 'fd00:1::230', priority: 99 },
  ],
  realServers: (['web1', 'web2', 'app1', 'app2'] as const).map((name) => ({
    name,
    address: addresses[name][0],
    address6: addresses[name][1],
    interface: 'eth0',
  })),
  clients: [{ name: 'client', address: '192.168.1.10', address6: 'fd00:1::10', interface: 'eth0' }],
  vips: [
    { address: vip, prefixLength: 32, label: 'eth0:1', realServerLabel: 'lo:0' },
    { address: vip6, prefixLength: 128, label: null, realServerLabel: null },
  ],
  inside: {
    interface: 'eth1',
    network: '10.0.0.0/24',
    network6: 'fd00:2::/64',
    gateway: '10.0.0.254',
    gateway6: 'fd00:2::254',
  },
  virtualServices: mixedServices,
};
