import type { Report } from '../inventory/problem.ts';
import type { Cluster, MiscCheck } from './cluster.ts';

/** Scripts of checks lie in one folder of the directors. */
export function validateChecks({ virtualServices }: Cluster, report: Report): void {
  const known = new Map<string, MiscCheck>();
  for (const [index, { realServers }] of virtualServices.entries()) {
    const [check] = realServers.map(({ healthCheck }) => healthCheck);
    if (check?.kind !== 'misc') continue;
    const other = known.get(check.name) ?? check;
    known.set(check.name, other);
    const at = ['virtualServices', index, 'healthCheck', 'misc', 'script'];
    if (other.script !== check.script) {
      report(
        at,
        `found ${check.name}, a name that another script of the cluster has too; expected one for each, as they lie in one folder of the directors`,
      );
    }
    // A name of keepalived.conf; the role quotes it in a shell, too.
    if (!/^\w[\w.-]*$/.test(check.name)) {
      report(at, `found ${JSON.stringify(check.name)}; expected a file with a name of letters, digits, and . _ - only`);
    }
    if (check.script !== '' && !check.script.startsWith('#!')) {
      report(at, `found ${check.name}, which does not begin with #!; expected a script that says its interpreter`);
    }
  }
}
