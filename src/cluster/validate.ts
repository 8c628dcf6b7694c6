import type { Report } from '../inventory/problem.ts';
import type { Cluster } from './cluster.ts';
import { validateAddresses } from './validate-addresses.ts';
import { validateServices } from './validate-services.ts';
import { validateVrrp } from './validate-vrrp.ts';

export { validateTogether } from './validate-together.ts';

/**
 * Refuses a cluster that could not work as it is said, before any host is contacted.
 * @param report takes each fault; paths start at the cluster.
 */
export function validateCluster(cluster: Cluster, report: Report): void {
  validateVrrp(cluster, report);
  validateAddresses(cluster, report);
  validateServices(cluster, report);
}
