import { plainService } from '../cluster/plain.ts';
import type { Cluster, Destination, HealthCheck, VirtualService } from '../../src/cluster/cluster.ts';

const healthCheck: HealthCheck = { kind: 'tcp', port: null, connectTimeout: 10, retry: 3, delayBeforeRetry: 3 };

export const web1: Destination = {
  name: 'web1',
  address: '192.168.1.220',
  port: 80,
  weight: 3,
  inhibitOnFailure: true,
  healthCheck,
};
export const web2: Destination = { ...web1, name: 'web2', address: '192.168.1.231', weight: 1 };

export const webService: VirtualService = {
  address: '192.168.1.229',
  port: 80,
  protocol: 'tcp',
  scheduler: 'wrr',
  method: 'dr',
  persistence: 60,
  ...plainService,
  delayLoop: 6,
  realServers: [web1, web2],
};

/** The topology of the document, with a client to ask from. */
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
      routerId: 'lb1',
      power: null,
    },
    {
      name: 'lb2',
      address: '192.168.1.230',
      address6: null,
      interface: 'eth0',
      priority: 90,
      routerId: 'lb2',
      power: null,
    },
  ],
  realServers: [
    { name: 'web1', address: '192.168.1.220', address6: null, interface: 'eth0' },
    { name: 'web2', address: '192.168.1.231', address6: null, interface: 'eth0' },
  ],
  clients: [{ name: 'client', address: '192.168.1.10', address6: null, interface: 'eth0' }],
  vips: [{ address: '192.168.1.229', prefixLength: 32, label: 'eth0:1', realServerLabel: 'lo:0' }],
  inside: null,
  vrrp: {
    instance: 'VI_1',
    virtualRouterId: 51,
    version: 2,
    advertInterval: 1,
    auth: null,
    unicast: false,
    preempt: true,
    preemptDelay: null,
    syncDaemon: { interface: 'eth0', id: 51 },
  },
  virtualServices: [webService],
  notification: null,
  drillable: false,
};

/** The same with one director and no keepalived. */
export const standaloneCluster: Cluster = {
  ...documentCluster,
  form: 'standalone',
  directors: documentCluster.directors.slice(0, 1),
  vrrp: null,
};

/** @returns the document's cluster with another virtual service. */
export function clusterWith(service: Partial<VirtualService>): Cluster {
  return { ...documentCluster, virtualServices: [{ ...webService, ...service }] };
}
