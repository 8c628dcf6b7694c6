import type { Report } from '../inventory/problem.ts';
import type { Cluster } from './cluster.ts';
import { validateMembers } from './validate-members.ts';
import { validateServices } from './validate-services.ts';
import { validateVips } from './validate-vips.ts';
import { validateVrrp } from './validate-vrrp.ts';

/**
 * Refuses a cluster that could not work as it is said, before any host is contacted.
 * @param report takes each fault; paths start at the cluster.
 */
export function validateCluster(cluster: Cluster, report: Report): void {
  validateVrrp(cluster, report);
  validateMembers(cluster, report);
  validateVips(cluster, report);
  validateServices(cluster, report);
}
