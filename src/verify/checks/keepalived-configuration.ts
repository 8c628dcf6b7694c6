import { createHash } from 'node:crypto';
import type { Cluster, Director } from '../../cluster/cluster.ts';
import { Secret } from '../../secret.ts';
import { sh } from '../../shell/shell.ts';
import type { Check } from '../check.ts';
import { checkHosts } from '../host-check.ts';
import { deployTo } from '../repairs.ts';
import { cannotTell, type Finding } from '../verdict.ts';

const path = '/etc/keepalived/keepalived.conf';

/** @returns keepalived.conf as the model wants it on one director. */
export type WantedConfiguration = (cluster: Cluster, director: Director) => string | Secret;

/**
 * keepalived.conf is what the model says. Only its hash travels, and not even that is shown: the rest of the file is no
 * secret, and who has its hash can try all passwords of eight characters against it.
 */
export function keepalivedConfiguration(wanted: WantedConfiguration): Check {
  return checkHosts({
    id: 'keepalived-configuration',
    title: 'keepalived.conf is the one of the model',
    step: '15',
    severity: 'warning',
    hosts: ({ form, directors }) => (form === 'ha' ? directors : []),
    script: () => sh`if [ -e ${path} ]; then sha256sum < ${path}; else echo absent; fi`,
    expected: () => `${path} as the model has it`,
    repair: ({ name }) => deployTo(name),
    judge: (output, director, cluster): Finding => {
      if (output.trim() === 'absent') return { outcome: 'failed', found: `${path} is not there` };
      const found = /^[\da-f]{64}\b/.exec(output)?.[0];
      if (found === undefined) return cannotTell('the output of sha256sum was not understood');
      return found === hashOf(wanted(cluster, director))
        ? { outcome: 'ok', found: 'it is', evidence: '' }
        : { outcome: 'failed', found: `${path} was changed: \`lvsdeploy plan\` shows the difference`, evidence: '' };
    },
  });
}

function hashOf(text: string | Secret): string {
  return createHash('sha256')
    .update(text instanceof Secret ? text.reveal() : text)
    .digest('hex');
}
