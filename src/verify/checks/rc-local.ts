import type { Cluster, Member } from '../../cluster/cluster.ts';
import { findRcLocal } from '../../facts/rc-local.ts';
import { sh } from '../../shell/shell.ts';
import type { Check } from '../check.ts';
import { checkHosts } from '../host-check.ts';
import { deployTo } from '../repairs.ts';
import { serversWithVip } from '../../cluster/real-servers.ts';
import { findingOf } from '../verdict.ts';

/** rc.local of every director starts lvsdr.sh once, and does nothing that takes the cluster from keepalived. */
export const directorAtBoot = checkRcLocal({
  id: 'director-at-boot',
  title: 'rc.local starts the director',
  entry: '/sbin/lvsdr.sh start',
  hosts: ({ directors }) => directors,
});

/** rc.local of every real server that holds a VIP starts realdr.sh once. */
export const realServerAtBoot = checkRcLocal({
  id: 'real-server-at-boot',
  title: 'rc.local starts the real server',
  entry: '/sbin/realdr.sh start',
  hosts: serversWithVip,
});

/** What an earlier set-up by hand may have left behind, and what it does at boot. */
const harms = [
  { pattern: /\bipvsadm\s+(?:-C|--clear)\b/, harm: 'empties the table of keepalived' },
  { pattern: /\bkeepalived\s+restart\b|\brestart\s+keepalived\b/, harm: 'forces one more election' },
  { pattern: /\/etc\/lvsdr\.sh\b/, harm: 'starts a script that is at /sbin/lvsdr.sh' },
];

const notRun = 'nothing runs it';

function checkRcLocal({
  id,
  title,
  entry,
  hosts,
}: Pick<Check, 'id' | 'title'> & {
  readonly entry: string;
  readonly hosts: (cluster: Cluster) => readonly Member[];
}): Check {
  return checkHosts({
    id,
    title,
    step: '17',
    severity: 'warning',
    hosts,
    // What else is in it is not read.
    script: () => sh`${findRcLocal}
[ -e "$rc_local" ] || { echo absent; exit; }
if [ -x "$rc_local" ]; then echo "$rc_local is executable"; else echo "$rc_local is not executable"; fi
[ ! -e /etc/systemd/system/multi-user.target.wants/rc-local.service ] || rc_run=run
[ -n "$rc_run" ] || echo ${notRun}
grep -E 'lvsdr|realdr|keepalived|ipvsadm|^[[:space:]]*exit' "$rc_local" || true`,
    expected: () => `an executable rc.local with \`${entry}\` once, before any exit`,
    repair: ({ name }) => deployTo(name),
    judge: (output) => {
      const [state = '', ...lines] = output.split('\n').map((line) => line.trim());
      if (state === 'absent') return findingOf(['there is no rc.local: nothing is started at boot'], '');
      return findingOf(problemsOf(state, lines, entry), `${state}, with the entry once`);
    },
  });
}

function problemsOf(state: string, lines: readonly string[], entry: string): readonly string[] {
  const commands = lines.filter((line) => line !== '' && line !== notRun && !line.startsWith('#'));
  const entries = commands.filter((line) => line.replaceAll(/\s+/g, ' ').includes(entry)).length;
  const firstExit = commands.findIndex((line) => /^exit\b/.test(line));
  const firstEntry = commands.findIndex((line) => line.replaceAll(/\s+/g, ' ').includes(entry));
  return [
    ...(lines[0] === notRun ? ['nothing runs it at boot'] : []),
    ...(state.endsWith('is not executable') ? [`${state}: the init system does not run it`] : []),
    ...(entries === 1 ? [] : [`\`${entry}\` is there ${entries} times`]),
    ...(firstExit !== -1 && firstEntry > firstExit ? [`\`${entry}\` stands after an exit and never runs`] : []),
    ...harms.flatMap(({ pattern, harm }) =>
      commands.filter((line) => pattern.test(line)).map((line) => `\`${line}\` ${harm}`),
    ),
  ];
}
