import type { Cluster } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import { checkHosts } from '../host-check.ts';
import { parseIpvsadmTable } from '../ipvsadm-table.ts';
import { cannotTell, findingOf } from '../verdict.ts';
import { compareTable, describeWanted } from '../wanted-table.ts';

/**
 * The table of every director is the one of the model, on the backup too: it has to be ready. Numbers only (`-n`): names
 * would wait for DNS, and DNS is often what is down.
 */
export const ipvsTableMatches = checkHosts({
  id: 'ipvs-table-matches',
  title: 'ipvsadm shows the services, servers and weights of the model',
  step: 'test 2',
  hosts: ({ directors }) => directors,
  script: () => sh`ipvsadm -Ln`,
  expected: (_director, { virtualServices }) => virtualServices.map(describeWanted).join('\n'),
  judge: (output, director, cluster) => {
    const table = parseIpvsadmTable(output);
    if ('notUnderstood' in table) return cannotTell(`ipvsadm printed what is not understood: ${table.notUnderstood}`);
    return findingOf(compareTable(table, cluster, director), `as the model: ${countOf(cluster)}`);
  },
});

function countOf({ virtualServices }: Cluster): string {
  const servers = virtualServices.reduce((sum, { realServers }) => sum + realServers.length, 0);
  return `${virtualServices.length} virtual services, ${servers} real servers`;
}
