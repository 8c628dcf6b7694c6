import type { Cluster } from '../../cluster/cluster.ts';
import type { Check } from '../check.ts';
import { sh } from '../../shell/shell.ts';
import { checkHosts } from '../host-check.ts';
import { parseIpvsadmTable } from '../ipvsadm-table.ts';
import { cannotTell, findingOf } from '../verdict.ts';
import { compareServingTable, compareTable, describeWanted } from '../wanted-table.ts';

/**
 * The table of every director is the one of the model, on the backup too: it has to be ready. Numbers only (`-n`): names
 * would wait for DNS, and DNS is often what is down.
 */
export const ipvsTableMatches = compareTables('ipvs-table-matches', compareTable);

/**
 * The same as a gate of a rollout: a server that keepalived took out because it is down is no fault of the rollout, which
 * may be there to mend it; but every service has a server left.
 */
export const ipvsTableServes = compareTables('ipvs-table-serves', compareServingTable);

function compareTables(id: string, compare: typeof compareTable): Check {
  return checkHosts({
    id,
    title: 'ipvsadm shows the services, servers and weights of the model',
    step: 'test 2',
    hosts: ({ directors }) => directors,
    script: () => sh`ipvsadm -Ln`,
    expected: (_director, { virtualServices }) => virtualServices.map(describeWanted).join('\n'),
    judge: (output, director, cluster) => {
      const table = parseIpvsadmTable(output);
      if ('notUnderstood' in table) return cannotTell(`ipvsadm printed what is not understood: ${table.notUnderstood}`);
      return findingOf(compare(table, cluster, director), `as the model: ${countOf(cluster)}`);
    },
  });
}

function countOf({ virtualServices }: Cluster): string {
  const servers = virtualServices.reduce((sum, { realServers }) => sum + realServers.length, 0);
  return `${virtualServices.length} virtual services, ${servers} real servers`;
}
