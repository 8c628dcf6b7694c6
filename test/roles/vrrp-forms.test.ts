import { describe, expect, it } from 'vitest';
import { keepalivedConfiguration } from '../../roles/keepalived/role.ts';
import type { Cluster, Vrrp } from '../../src/cluster/cluster.ts';
import { documentCluster } from './document-cluster.ts';

/** The lines of a configuration that say something of these words, for each director. */
function said(cluster: Cluster, words: RegExp): readonly (readonly string[])[] {
  return cluster.directors.map((director) => {
    const text = keepalivedConfiguration(cluster, director);
    const lines = (typeof text === 'string' ? text : text.reveal()).split('\n');
    return lines.map((line) => line.trim()).filter((line) => words.test(line));
  });
}

function having(change: Partial<Vrrp>): Cluster {
  const { vrrp } = documentCluster;
  return { ...documentCluster, vrrp: vrrp && { ...vrrp, ...change } };
}

describe('keepalived.conf', () => {
  it('starts every director as BACKUP where MASTER would undo what is said of preempting', () => {
    const words = /^(state|nopreempt|preempt_delay)\b/;
    expect(said(documentCluster, words)).toEqual([['state MASTER'], ['state BACKUP']]);
    expect(said(having({ preempt: false }), words)).toEqual([
      ['state BACKUP', 'nopreempt'],
      ['state BACKUP', 'nopreempt'],
    ]);
    expect(said(having({ preemptDelay: 300 }), words)).toEqual([
      ['state BACKUP', 'preempt_delay 300'],
      ['state BACKUP', 'preempt_delay 300'],
    ]);
  });

  it('names every other director as a peer, and no one else', () => {
    const third = {
      name: 'lb3',
      address: '192.168.1.240',
      address6: null,
      interface: 'eth0',
      priority: 50,
      routerId: 'lb3',
      power: null,
    };
    const cluster = having({ unicast: true });
    expect(said({ ...cluster, directors: [...cluster.directors, third] }, /unicast|min_ttl/)).toEqual(
      [
        ['192.168.1.252', ['192.168.1.230', '192.168.1.240']],
        ['192.168.1.230', ['192.168.1.252', '192.168.1.240']],
        ['192.168.1.240', ['192.168.1.252', '192.168.1.230']],
      ].map(([own, peers]) => [
        `unicast_src_ip ${String(own)}`,
        'check_unicast_src',
        'unicast_ttl 255',
        'unicast_peer {',
        ...[peers ?? []].flat().map((peer) => `${peer} min_ttl 255`),
      ]),
    );
  });
});
