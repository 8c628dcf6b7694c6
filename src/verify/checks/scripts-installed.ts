import type { Cluster, Member } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import type { Check } from '../check.ts';
import { checkHosts } from '../host-check.ts';
import { deployTo } from '../repairs.ts';
import { serversWithVip } from '../../cluster/real-servers.ts';
import { cannotTell, type Finding } from '../verdict.ts';

/** `/sbin/lvsdr.sh` is on every director and may be run. */
export const directorScript = checkScript({
  id: 'director-script',
  step: '10',
  path: '/sbin/lvsdr.sh',
  hosts: ({ directors }) => directors,
});

/** `/sbin/realdr.sh` is on every real server that holds a VIP, and may be run. */
export const realServerScript = checkScript({
  id: 'real-server-script',
  step: '13',
  path: '/sbin/realdr.sh',
  hosts: serversWithVip,
});

/** `/sbin/lvsmarks.sh`, which sets the rules of the firewall marks, is on every director that needs them. */
export const marksScript = checkScript({
  id: 'marks-script',
  step: 'intro, methods',
  path: '/sbin/lvsmarks.sh',
  hosts: ({ directors, virtualServices }) => (virtualServices.some(({ mark }) => mark !== null) ? directors : []),
});

function checkScript({
  id,
  step,
  path,
  hosts,
}: Pick<Check, 'id' | 'step'> & {
  readonly path: string;
  readonly hosts: (cluster: Cluster) => readonly Member[];
}): Check {
  return checkHosts({
    id,
    title: `${path} is installed with mode 755`,
    step,
    severity: 'warning',
    hosts,
    script: () => sh`if [ -e ${path} ]; then stat -L -c '%a %F' -- ${path}; else echo absent; fi`,
    expected: () => `${path}, a file with mode 755`,
    repair: ({ name }) => deployTo(name),
    judge: (output): Finding => {
      const found = output.trim();
      if (found === 'absent') return { outcome: 'failed', found: `${path} is not there` };
      const [, mode = '', type = ''] = /^([0-7]+) (.+)$/.exec(found) ?? [];
      if (mode === '') return cannotTell('the output of stat was not understood');
      return {
        outcome: mode === '755' && type === 'regular file' ? 'ok' : 'failed',
        found: `${path}, ${type}, mode ${mode}`,
      };
    },
  });
}
