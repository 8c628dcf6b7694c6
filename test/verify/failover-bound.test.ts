import { describe, expect, it } from 'vitest';
import type { Cluster, Vrrp } from '../../src/cluster/cluster.ts';
import { failoverBound } from '../../src/verify/failover-bound.ts';
import { documentCluster, standaloneCluster } from './document-cluster.ts';

function clusterOf(change: Partial<Vrrp>, backupPriority: number): Cluster {
  const [master, backup] = documentCluster.directors;
  if (documentCluster.vrrp === null || master === undefined || backup === undefined) throw new Error('not a pair');
  return {
    ...documentCluster,
    vrrp: { ...documentCluster.vrrp, ...change },
    directors: [master, { ...backup, priority: backupPriority }],
  };
}

describe('failoverBound', () => {
  it.each([
    ['version 2, one second, priority 100', clusterOf({}, 100), 0, 3.609375],
    ['version 2, two seconds: the skew stays', clusterOf({ advertInterval: 2 }, 100), 0, 6.609375],
    [
      'version 3, a tenth of a second: the skew shrinks',
      clusterOf({ version: 3, advertInterval: 0.1 }, 100),
      0,
      0.3609375,
    ],
    ['a higher priority waits less', clusterOf({}, 192), 0, 3.25],
    ['what the client needs to notice comes on top', clusterOf({}, 192), 0.5, 3.75],
  ])('%s', (_what, cluster, slack, seconds) => {
    expect(failoverBound(cluster, slack)).toBeCloseTo(seconds, 6);
  });

  it('allows a second for a SYN that has to be sent again', () => {
    expect(failoverBound(clusterOf({}, 192))).toBe(4.25);
  });

  it('has nothing to say where nobody takes over', () => {
    expect(failoverBound(standaloneCluster)).toBeNull();
    expect(failoverBound({ ...documentCluster, directors: documentCluster.directors.slice(0, 1) })).toBeNull();
  });
});
