import { plainService } from '../cluster/plain.ts';
import type { Cluster, HealthCheck } from '../../src/cluster/cluster.ts';
import type { Facts } from '../../src/facts/facts.ts';
import type { RoleContext } from '../../src/playbook/playbook.ts';
import { Secret } from '../../src/secret.ts';
import { packageSources } from '../inventory/package-sources.ts';

const healthCheck: HealthCheck = { kind: 'tcp', port: null, connectTimeout: 10, retry: 3, delayBeforeRetry: 3 };
const destination = { port: 80, inhibitOnFailure: true, healthCheck };

/** The cluster of the document, with the errata mended: two directors, two web servers, wrr 3:1. */
export const documentCluster: Cluster = {
  name: 'web',
  form: 'ha',
  segment: '192.168.1.0/24',
  segment6: null,
  directors: [
    {
      name: 'lb1',
      address: '192.168.1.252',
      address6: null,
      interface: 'eth0',
      priority: 100,
      routerId: 'LVS_DEVEL',
      power: null,
    },
    {
      name: 'lb2',
      address: '192.168.1.230',
      address6: null,
      interface: 'eth0',
      priority: 99,
      routerId: 'LVS_DEVEL',
      power: null,
    },
  ],
  realServers: [
    { name: 'web1', address: '192.168.1.220', address6: null, interface: 'eth0' },
    { name: 'web2', address: '192.168.1.231', address6: null, interface: 'eth0' },
  ],
  clients: [],
  vips: [{ address: '192.168.1.229', prefixLength: 32, label: 'eth0:1', realServerLabel: 'lo:0' }],
  inside: null,
  vrrp: {
    instance: 'VI_1',
    virtualRouterId: 51,
    version: 2,
    advertInterval: 1,
    auth: new Secret('s3cret8c'),
    unicast: false,
    preempt: true,
    preemptDelay: null,
    syncDaemon: null,
  },
  virtualServices: [
    {
      address: '192.168.1.229',
      port: 80,
      protocol: 'tcp',
      scheduler: 'wrr',
      method: 'dr',
      persistence: 60,
      ...plainService,
      delayLoop: 6,
      realServers: [
        { name: 'web1', address: '192.168.1.220', weight: 3, ...destination },
        { name: 'web2', address: '192.168.1.231', weight: 1, ...destination },
      ],
    },
  ],
  notification: {
    to: ['dalianlxw@139.com'],
    from: 'xwluan@tsong.cn',
    smtpServer: '222.73.214.147',
    smtpTimeout: 30,
  },
  drillable: false,
};

/** The same with one director and no keepalived. */
export const standaloneCluster: Cluster = {
  ...documentCluster,
  form: 'standalone',
  directors: documentCluster.directors.slice(0, 1),
  vrrp: null,
  virtualServices: documentCluster.virtualServices.map((service) => ({
    ...service,
    realServers: service.realServers.map((server) => ({ ...server, healthCheck: null })),
  })),
};

/** Everything that the document leaves out. */
export const fullCluster: Cluster = {
  ...documentCluster,
  vips: [...documentCluster.vips, { address: '192.168.1.228', prefixLength: 24, label: null, realServerLabel: 'lo:1' }],
  inside: null,
  vrrp: {
    instance: 'VI_2',
    virtualRouterId: 52,
    version: 3,
    advertInterval: 0.2,
    auth: null,
    unicast: true,
    preempt: false,
    preemptDelay: null,
    syncDaemon: { interface: 'eth0', id: 7 },
  },
  virtualServices: [
    ...documentCluster.virtualServices,
    {
      address: '192.168.1.228',
      port: 8080,
      protocol: 'tcp',
      scheduler: 'mh',
      method: 'dr',
      persistence: null,
      ...plainService,
      delayLoop: 2,
      realServers: [
        {
          name: 'web1',
          address: '192.168.1.220',
          port: 8080,
          weight: 0,
          inhibitOnFailure: false,
          healthCheck: {
            kind: 'http',
            port: null,
            path: '/up',
            status: 204,
            digest: null,
            virtualHost: null,
            connectTimeout: 2,
            retry: 1,
            delayBeforeRetry: 1,
          },
        },
        { name: 'web2', address: '192.168.1.231', port: 8080, weight: 2, inhibitOnFailure: false, healthCheck: null },
      ],
    },
    {
      address: '192.168.1.228',
      port: 53,
      protocol: 'udp',
      scheduler: 'rr',
      method: 'dr',
      persistence: null,
      ...plainService,
      delayLoop: 6,
      realServers: [
        { name: 'web2', address: '192.168.1.231', port: 53, weight: 1, inhibitOnFailure: false, healthCheck: null },
      ],
    },
  ],
  notification: null,
  drillable: false,
};

const facts: Facts = {
  distribution: 'debian',
  distributionVersion: '12',
  family: 'debian',
  packageManager: 'apt',
  init: 'systemd',
  kernel: '6.1.0',
  kernels: ['6.1.0'],
  ipvsSchedulers: null,
  architecture: 'x86_64',
  bootId: '00000000-0000-0000-0000-000000000000',
  networkTools: { iproute2: true, netTools: false },
  interfaces: [],
  selinux: null,
  rcLocal: { path: '/etc/rc.local', isRun: true },
  runsKeepalived: false,
};

/** What a role is told of one host. */
export function contextOf(cluster: Cluster, host: string, differing: Partial<Facts> = {}): RoleContext {
  return {
    host: {
      name: host,
      groups: [],
      kernel: { packages: null, rebootTimeout: 600 },
      sources: packageSources,
      vars: {},
      access: {
        address: host,
        port: 22,
        user: 'root',
        identityFiles: [],
        identitiesOnly: false,
        agent: null,
        passphrase: null,
        password: null,
        knownHosts: [],
        hostKeyAlias: null,
        hostKeyPolicy: 'strict',
        proxyCommand: null,
        proxyJump: [],
        connectTimeout: 10_000,
        connectionAttempts: 4,
        become: { method: 'none' },
      },
    },
    cluster,
    facts: { ...facts, ...differing },
  };
}
