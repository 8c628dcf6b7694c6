import type { Cluster } from '../cluster.ts';
import type { Finding, LintContext } from './rule.ts';
import { rules } from './rules.ts';

/**
 * Points out what is allowed in a sound cluster and yet a pitfall; docs/lint.md has all rules.
 * @returns the findings, paths starting at the cluster, in the order of the rules.
 */
export function lintCluster(cluster: Cluster, context: LintContext = {}): readonly Finding[] {
  return rules.flatMap(({ id, severity, fix, find }) =>
    find(cluster, context).map((found) => ({ id, severity, cluster: cluster.name, fix, ...found })),
  );
}
