import { describe, expect, it } from 'vitest';
import type { Cluster, VirtualService, Vrrp } from '../../src/cluster/cluster.ts';
import {
  forwardingSettings,
  ipvsModules,
  ipvsSettings,
  tunnelSettings,
  wayBackSettings,
} from '../../src/cluster/kernel-settings.ts';
import { documentCluster, standaloneCluster } from '../roles/document-cluster.ts';
import { mixedCluster, served } from '../roles/mixed-cluster.ts';

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

describe('forwarding', () => {
  const having = (...virtualServices: readonly VirtualService[]): Cluster => ({ ...mixedCluster, virtualServices });
  const oneArmed = (cluster: Cluster, name = 'eth0'): Cluster => ({
    ...cluster,
    directors: cluster.directors.map((director) => ({ ...director, interface: name })),
    inside: cluster.inside && { ...cluster.inside, interface: name },
  });
  const vip = '192.168.1.229';
  const vip6 = 'fd00:1::229';

  it.each<readonly [string, Cluster, object]>([
    ['IPv4', documentCluster, { 'net.ipv4.ip_forward': 1 }],
    [
      'IPv4 for DR and TUN of IPv6, which IPVS forwards',
      having(served('dr', vip6, 80), served('tun', vip6, 81)),
      { 'net.ipv4.ip_forward': 1 },
    ],
    [
      'IPv6 for NAT of IPv6',
      having(served('nat', vip6, 80)),
      { 'net.ipv4.ip_forward': 1, 'net.ipv6.conf.all.forwarding': 1 },
    ],
    ['IPv4 for NAT of IPv4', having(served('nat', vip, 80)), { 'net.ipv4.ip_forward': 1 }],
    [
      'without redirects where NAT has but one network',
      oneArmed(having(served('nat', vip, 80))),
      { 'net.ipv4.ip_forward': 1, 'net.ipv4.conf.all.send_redirects': 0, 'net.ipv4.conf.eth0.send_redirects': 0 },
    ],
    [
      'with a key that a dot in the name of an interface does not part',
      oneArmed(having(served('nat', vip, 80)), 'eth0.7'),
      { 'net.ipv4.ip_forward': 1, 'net.ipv4.conf.all.send_redirects': 0, 'net/ipv4/conf/eth0.7/send_redirects': 0 },
    ],
  ])('is that of %s', (_, cluster, settings) => {
    expect(forwardingSettings(cluster)).toEqual(settings);
  });

  it('takes what comes out of a tunnel, whatever the interface', () => {
    const [server] = mixedCluster.realServers;
    expect(server && tunnelSettings(server)).toEqual({
      'net.ipv4.conf.all.rp_filter': 0,
      'net.ipv4.conf.tunl0.rp_filter': 0,
      'net.ipv4.conf.eth0.rp_filter': 0,
    });
  });

  it('has real servers of NAT take no shorter way than the directors', () => {
    const server = mixedCluster.realServers.find(({ name }) => name === 'app1');
    if (server === undefined) throw new Error('app1 is a real server');
    const settings = (cluster: Cluster) => wayBackSettings(cluster, server);
    expect(settings(oneArmed(having(served('nat', vip6, 80))))).toEqual({
      'net.ipv6.conf.eth0.accept_ra_defrtr': 0,
      'net.ipv6.conf.eth0.accept_redirects': 0,
    });
    expect(settings(oneArmed(having(served('nat', vip, 80))))).toEqual({});
    expect(settings(mixedCluster)).toEqual({ 'net.ipv6.conf.eth0.accept_ra_defrtr': 0 });
  });

  it('needs a module for each scheduler', () => {
    expect(ipvsModules(mixedCluster)).toEqual(['ip_vs', 'ip_vs_mh', 'ip_vs_rr', 'ip_vs_sh', 'ip_vs_wrr']);
  });
});
