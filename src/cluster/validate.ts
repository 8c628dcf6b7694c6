import type { Report } from '../inventory/problem.ts';
import type { Cluster } from './cluster.ts';
import { validateChecks } from './validate-checks.ts';
import { validateInside } from './validate-inside.ts';
import { validateMarks } from './validate-marks.ts';
import { validateMembers } from './validate-members.ts';
import { validateQuorums } from './validate-quorums.ts';
import { validateRoutes } from './validate-routes.ts';
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
  validateInside(cluster, report);
  validateServices(cluster, report);
  validateMarks(cluster, report);
  validateRoutes(cluster, report);
  validateQuorums(cluster, report);
  validateChecks(cluster, report);
}
