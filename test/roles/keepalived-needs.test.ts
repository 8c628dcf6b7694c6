import { describe, expect, it } from 'vitest';
import { keepalived } from '../../roles/keepalived/role.ts';
import type { Cluster, HealthCheck, VirtualService } from '../../src/cluster/cluster.ts';
import type { RoleContext } from '../../src/playbook/playbook.ts';
import { packageSources } from '../inventory/package-sources.ts';
import { contextOf, documentCluster } from './document-cluster.ts';
import { mixedCluster, served } from './mixed-cluster.ts';
import { idsOf, resourceOf, written } from './written.ts';

const tries = { port: null, connectTimeout: 3, retry: 2, delayBeforeRetry: 1 };
const vip = '192.168.1.229';

function having(...virtualServices: readonly VirtualService[]): Cluster {
  return { ...mixedCluster, virtualServices };
}

function configurationOf(cluster: Cluster): string {
  return written(keepalived(), contextOf(cluster, 'lb1'), '/etc/keepalived/keepalived.conf').content;
}

describe('the scripts of health checks', () => {
  const misc = (change: Partial<Extract<HealthCheck, { kind: 'misc' }>> = {}): HealthCheck => ({
    kind: 'misc',
    ...tries,
    name: 'answers.sh',
    script: '#!/bin/sh\n',
    arguments: [],
    dynamic: false,
    ...change,
  });
  const folder = 'directory:/etc/keepalived/checks';
  const file = 'file:/etc/keepalived/checks/answers.sh';

  it('are there, once each, before the configuration that names them', () => {
    const cluster = having(served('dr', vip, 80, { check: misc() }), served('dr', vip, 81, { check: misc() }));
    const ids = idsOf(keepalived(), contextOf(cluster, 'lb1'));
    expect(ids.filter((id) => id.includes('checks'))).toEqual([folder, file]);
    expect(ids.indexOf(file)).toBeLessThan(ids.indexOf('file:/etc/keepalived/keepalived.conf'));
    expect(resourceOf(keepalived(), contextOf(cluster, 'lb1'), file).undo).toBeDefined();
    expect(configurationOf(cluster)).toContain('  script_user root\n  enable_script_security\n');
  });

  it('are not asked for where there are none', () => {
    expect(idsOf(keepalived(), contextOf(documentCluster, 'lb1')).join()).not.toContain('checks');
    expect(configurationOf(documentCluster)).not.toContain('script');
  });

  it('are asked of the port that the check says', () => {
    const cluster = having(served('dr', vip, 80, { check: misc({ port: 8080, arguments: ['-x', '1'] }) }));
    expect(configurationOf(cluster)).toContain(
      'misc_path "/etc/keepalived/checks/answers.sh 192.168.1.220 8080 -x 1"\n',
    );
  });

  it('drain a server whatever weight they set', () => {
    const drained = (dynamic: boolean) => configurationOf(having(served('dr', vip, 80, { check: misc({ dynamic }) })));
    expect(drained(false)).toMatch(/track_file drain_web1\n {6}weight 3\n/);
    expect(drained(true)).toMatch(/track_file drain_web1\n {6}weight 253\n/);
  });
});

describe('a keepalived that is built', () => {
  const built = (cluster: Cluster, version: string): RoleContext => {
    const context = contextOf(cluster, 'lb1');
    const { keepalived: source } = packageSources;
    if (source.kind !== 'package') throw new Error('the sources of the tests are packages');
    const build = { ...source.build, version };
    return { ...context, host: { ...context.host, sources: { ...context.host.sources, keepalived: build } } };
  };
  const udp = (payload: string | null) =>
    having(served('dr', vip, 53, { check: { kind: 'udp', ...tries, payload, requireReply: null } }));

  it.each<readonly [string, string, Cluster]>([
    ['2.0.20', 'FILE_CHECK), which came with 2.1.0', documentCluster],
    ['2.1.5', 'which came with 2.2.0', udp('00')],
    ['1.4', 'which came with 2.1.0', udp(null)],
  ])('%s is too old: %s', (version, what, cluster) => {
    expect(() => idsOf(keepalived(), built(cluster, version))).toThrow(what);
  });

  it.each<readonly [string, Cluster]>([
    ['2.1.0', documentCluster],
    ['2.1.5', udp(null)],
    ['2.2.0', udp('00')],
    ['2.10', udp('00')],
    ['2.3.4', mixedCluster],
  ])('%s is new enough', (version, cluster) => {
    expect(idsOf(keepalived(), built(cluster, version)).length).toBeGreaterThan(3);
  });
});

describe('a director without an address of IPv6', () => {
  it('cannot speak to others by it', () => {
    const vrrp = mixedCluster.vrrp && { ...mixedCluster.vrrp, unicast: true };
    const directors = mixedCluster.directors.map((director) => ({ ...director, address6: null }));
    const context = contextOf({ ...mixedCluster, vrrp, directors }, 'lb1');
    expect(() => idsOf(keepalived(), context)).toThrow('has no address6 for the advertisements of VI_1_6');
  });
});
