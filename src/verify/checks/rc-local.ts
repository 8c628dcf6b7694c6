import type { Cluster, Member } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import type { Check } from '../check.ts';
import { checkHosts } from '../host-check.ts';
import { serversWithVip } from '../served-vips.ts';
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
    hosts,
    // The Red Hat family keeps it in rc.d; /etc/rc.local is a link to it there. What else is in it is not read.
    script: () => sh`for file in /etc/rc.local /etc/rc.d/rc.local; do
  [ -e "$file" ] || continue
  if [ -x "$file" ]; then echo "$file is executable"; else echo "$file is not executable"; fi
  grep -E 'lvsdr|realdr|keepalived|ipvsadm|^[[:space:]]*exit' "$file" || true
  exit
done
echo absent`,
    expected: () => `an executable rc.local with \`${entry}\` once, before any exit`,
    judge: (output) => {
      const [state = '', ...lines] = output.split('\n').map((line) => line.trim());
      if (state === 'absent') return findingOf(['there is no rc.local: nothing is started at boot'], '');
      return findingOf(problemsOf(state, lines, entry), `${state}, with the entry once`);
    },
  });
}

function problemsOf(state: string, lines: readonly string[], entry: string): readonly string[] {
  const commands = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const entries = commands.filter((line) => line.replaceAll(/\s+/g, ' ').includes(entry)).length;
  const firstExit = commands.findIndex((line) => /^exit\b/.test(line));
  const firstEntry = commands.findIndex((line) => line.replaceAll(/\s+/g, ' ').includes(entry));
  return [
    ...(state.endsWith('is not executable') ? [`${state}: the init system does not run it`] : []),
    ...(entries === 1 ? [] : [`\`${entry}\` is there ${entries} times`]),
    ...(firstExit !== -1 && firstEntry > firstExit ? [`\`${entry}\` stands after an exit and never runs`] : []),
    ...harms.flatMap(({ pattern, harm }) =>
      commands.filter((line) => pattern.test(line)).map((line) => `\`${line}\` ${harm}`),
    ),
  ];
}
