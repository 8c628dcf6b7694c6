import { ipvsSettings } from '../../cluster/kernel-settings.ts';
import { checkHosts } from '../host-check.ts';
import { parseKernelValues, readKernelValues } from '../kernel-values.ts';
import { deployTo } from '../repairs.ts';
import { cannotTell, type Finding } from '../verdict.ts';

const name = 'net/ipv4/vs/expire_quiescent_template';

/** Where a failed server stays in the table with weight 0, its clients are let go in spite of the persistence. */
export const quiescentTemplates = checkHosts({
  id: 'quiescent-templates',
  title: 'clients are not held by a dead real server',
  step: '15',
  severity: 'warning',
  hosts: (cluster) => ('net.ipv4.vs.expire_quiescent_template' in ipvsSettings(cluster) ? cluster.directors : []),
  script: () => readKernelValues([name]),
  expected: () => 'net.ipv4.vs.expire_quiescent_template = 1',
  repair: ({ name }) => deployTo(name),
  judge: (output): Finding => {
    const value = parseKernelValues(output).get(name);
    if (value === undefined) return cannotTell('the value was not printed: is the module ip_vs loaded?');
    const consequence =
      value === '1' ? '' : ': a client stays with its server, dead or not, as long as it keeps trying';
    const found = `net.ipv4.vs.expire_quiescent_template = ${value}${consequence}`;
    return { outcome: value === '1' ? 'ok' : 'failed', found };
  },
});
