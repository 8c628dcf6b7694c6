import type { Cluster, Destination, ForwardingMethod, HealthCheck, VirtualService } from '../../src/cluster/cluster.ts';
import { plainService } from '../cluster/plain.ts';
import { documentCluster } from './document-cluster.ts';

/** Every forwarding method, IPv4 and IPv6, marks, every health check: two networks, and the directors between them. */

const vip = '192.168.1.229';
const vip6 = 'fd00:1::229';
const tries = { port: null, connectTimeout: 3, retry: 2, delayBeforeRetry: 1 };
const tcp: HealthCheck = { kind: 'tcp', ...tries };

const directServers = [
  { name: 'web1', address: '192.168.1.220', address6: 'fd00:1::220' },
  { name: 'web2', address: '192.168.1.231', address6: 'fd00:1::231' },
];
const insideServers = [
  { name: 'app1', address: '10.0.0.221', address6: 'fd00:2::221' },
  { name: 'app2', address: '10.0.0.222', address6: 'fd00:2::222' },
];

function destinations(
  method: ForwardingMethod,
  address: string,
  port: number,
  healthCheck: HealthCheck | null,
): Destination[] {
  return (method === 'nat' ? insideServers : directServers).map((server, index) => ({
    name: server.name,
    address: address.includes(':') ? server.address6 : server.address,
    port,
    weight: 3 - 2 * index,
    inhibitOnFailure: false,
    healthCheck,
  }));
}

interface Said extends Partial<VirtualService> {
  readonly check?: HealthCheck | null;
}

/** A service at a port of one of the VIPs; that of a mark has destinations without one. */
export function served(method: ForwardingMethod, address: string, port: number, said: Said = {}): VirtualService {
  const { check = tcp, ...more } = said;
  const servedPort = more.mark == null ? port : 0;
  return {
    ...plainService,
    address,
    port,
    protocol: 'tcp',
    scheduler: 'wrr',
    method,
    persistence: null,
    delayLoop: 2,
    realServers: destinations(method, address, servedPort, check),
    ...more,
  };
}

const script = '#!/bin/sh\nexec nc -z "$1" "$2"\n';
const traffic = (address: string) => [
  { address, protocol: 'tcp' as const, ports: [{ from: 80, to: 80 }, { from: 8040, to: 8042 }] }, // prettier-ignore
  { address, protocol: 'udp' as const, ports: [{ from: 8040, to: 8042 }] },
];

export const mixedCluster: Cluster = {
  ...documentCluster,
  name: 'mixed',
  segment6: 'fd00:1::/64',
  directors: documentCluster.directors.map((director, index) => ({
    ...director,
    address6: ['fd00:1::252', 'fd00:1::230'][index] ?? '',
    routerId: director.name,
  })),
  realServers: [...directServers, ...insideServers].map((server) => ({ ...server, interface: 'eth0' })),
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
  notification: null,
  virtualServices: [
    served('dr', vip, 8001),
    served('dr', vip6, 8001, {
      scheduler: 'sh',
      schedulerFlags: ['sh-port', 'sh-fallback'],
      check: { kind: 'ping', ...tries },
    }),
    served('tun', vip, 8002, {
      persistence: 60,
      persistencePrefix: 24,
      check: { kind: 'http', ...tries, path: '/up', status: 200, digest: null, virtualHost: 'www.example.org' },
    }),
    served('tun', vip6, 8002, {
      persistence: 60,
      persistencePrefix: 64,
      check: {
        kind: 'https',
        ...tries,
        port: 8443,
        path: '/',
        status: 200,
        digest: 'd41d8cd98f00b204e9800998ecf8427e',
        virtualHost: 'www.example.org',
      },
    }),
    served('nat', vip, 8003, {
      quorum: 2,
      hysteresis: 1,
      alpha: true,
      omega: true,
      warmup: 0,
      sorryServer: { address: '10.0.0.223', port: 8003 },
      check: {
        kind: 'misc',
        ...tries,
        name: 'answers.sh',
        script,
        arguments: ['-v', 'x'],
        dynamic: true,
      },
    }),
    served('nat', vip6, 8003, {
      scheduler: 'mh',
      schedulerFlags: ['mh-port', 'mh-fallback'],
      check: { kind: 'smtp', ...tries, heloName: 'lb.example.org' },
    }),
    served('dr', vip, 53, {
      protocol: 'udp',
      onePacket: true,
      check: { kind: 'dns', ...tries, name: 'example.org', type: 'A' },
    }),
    served('dr', vip6, 53, {
      protocol: 'udp',
      scheduler: 'rr',
      check: { kind: 'udp', ...tries, payload: '4f4b', requireReply: '77' },
    }),
    served('dr', vip, 80, {
      mark: { number: 1, family: 4, traffic: traffic(vip) },
      persistence: 300,
      check: { ...tcp, port: 80 },
    }),
    served('tun', vip6, 80, {
      mark: { number: 2, family: 6, traffic: traffic(vip6) },
      sorryServer: { address: 'fd00:1::231', port: 0 },
      check: { ...tcp, port: 80 },
    }),
  ],
};

/** The same with one director and no keepalived. */
export const mixedStandalone: Cluster = {
  ...mixedCluster,
  form: 'standalone',
  directors: mixedCluster.directors.slice(0, 1),
  vrrp: null,
};
