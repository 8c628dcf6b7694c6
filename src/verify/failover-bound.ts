import { vrrpInstances } from '../cluster/vrrp-instances.ts';
import type { Cluster } from '../cluster/cluster.ts';

/**
 * Seconds that a client may take to notice what VRRP has already mended: a SYN lost in the gap is sent again after
 * 1 s (RFC 6298, 2.1: the initial retransmission timeout).
 */
export const detectionSlack = 1;

/**
 * How long the service may be gone for a client when the master dies without a word: three advertisements, the skew of
 * the backup (RFC 3768, 6.1 for version 2; RFC 5798, 6.1 for version 3) and what the client needs to notice.
 * @param slack seconds that the client needs to notice.
 * @returns seconds, or null when there is no second director to take over.
 */
export function failoverBound(cluster: Cluster, slack = detectionSlack): number | null {
  const { vrrp, directors } = cluster;
  const backup = directors[1];
  if (vrrp === null || backup === undefined) return null;
  const skew = ((256 - backup.priority) / 256) * skewUnit(cluster);
  return 3 * vrrp.advertInterval + skew + slack;
}

/**
 * Seconds that the skew of a backup is a part of: 1 in version 2, the interval in version 3, which IPv6 always has. The instances
 * of a sync group wait for each other, so the longest of them counts.
 */
export function skewUnit(cluster: Cluster): number {
  const { vrrp } = cluster;
  if (vrrp === null) return 1;
  const units = vrrpInstances(cluster).map(({ family }) =>
    family === 6 || vrrp.version === 3 ? vrrp.advertInterval : 1,
  );
  return Math.max(...units);
}
