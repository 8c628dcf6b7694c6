import { describe, expect, it } from 'vitest';
import type { Cluster, VirtualService, Vrrp } from '../../src/cluster/cluster.ts';
import { ipvsSettings } from '../../src/cluster/kernel-settings.ts';
import { documentCluster, standaloneCluster } from '../roles/document-cluster.ts';

const sloppy = 'net.ipv4.vs.sloppy_tcp';
const syncDaemon: Vrrp['syncDaemon'] = { interface: 'eth0', id: 51 };

function clusterWith(service: Partial<VirtualService>, vrrp: Partial<Vrrp> = {}): Cluster {
  const [first] = documentCluster.virtualServices;
  if (first === undefined || documentCluster.vrrp === null) throw new Error('the document has a service and VRRP');
  return {
    ...documentCluster,
    vrrp: { ...documentCluster.vrrp, ...vrrp },
    virtualServices: [{ ...first, ...service }],
  };
}

describe('a connection that began at the other director', () => {
  it('is taken up where both directors know the server of a client', () => {
    expect(ipvsSettings(clusterWith({ persistence: 60 }, { syncDaemon }))).toHaveProperty([sloppy], 1);
    expect(ipvsSettings(clusterWith({ persistence: null, scheduler: 'sh' }))).toHaveProperty([sloppy], 1);
  });

  it('is not where it would go to any server', () => {
    expect(ipvsSettings(clusterWith({ persistence: null }, { syncDaemon }))).not.toHaveProperty([sloppy]);
    expect(ipvsSettings(clusterWith({ persistence: 60 }))).not.toHaveProperty([sloppy]);
  });

  it('is of no concern to a single director', () => {
    expect(ipvsSettings(standaloneCluster)).not.toHaveProperty([sloppy]);
  });
});

describe('clients of a dead server', () => {
  it('are let go where the server stays in the table', () => {
    expect(ipvsSettings(documentCluster)).toEqual({
      'net.ipv4.vs.expire_nodest_conn': 1,
      'net.ipv4.vs.expire_quiescent_template': 1,
    });
    expect(ipvsSettings(clusterWith({ persistence: null }))).toEqual({});
  });
});
