import { sh } from '../shell/shell.ts';
import type { RcLocal } from './facts.ts';

/**
 * Prints the path of rc.local, and `run` when what the init system brings runs it. Built-ins alone.
 *
 * systemd-rc-local-generator(8) has its path compiled in; the unit that it starts names the same one. Without a unit it is
 * the one of rc.d where there is such a folder, as on the Red Hat family: /etc/rc.local is a link to it there. On SysV
 * hosts a link of a runlevel runs it: Debian's init script `rc.local`, or S99local of the Red Hat family.
 */
export const readRcLocal = sh`rc_local= rc_run=
if [ -d /run/systemd/system ]; then
  for file in /usr/lib/systemd/system-generators/systemd-rc-local-generator /lib/systemd/system-generators/systemd-rc-local-generator; do
    [ ! -e "$file" ] || rc_run=run
  done
  for file in /lib/systemd/system/rc-local.service /usr/lib/systemd/system/rc-local.service; do
    [ -r "$file" ] || continue
    rc_run=run
    while read -r said; do
      case $said in ConditionFileIsExecutable=*) rc_local=\${said#*=} ;; esac
    done < "$file"
  done
else
  for file in /etc/rc[2-5].d/S[0-9][0-9]rc.local /etc/rc[2-5].d/S[0-9][0-9]local; do
    [ ! -e "$file" ] || rc_run=run
  done
fi
if [ -z "$rc_local" ]; then
  if [ -d /etc/rc.d ]; then rc_local=/etc/rc.d/rc.local; else rc_local=/etc/rc.local; fi
fi
echo "$rc_local $rc_run"`;

/** @returns what {@link readRcLocal} printed. */
export function parseRcLocal(text: string): RcLocal {
  const [, path = '/etc/rc.local', word = ''] = /^(\/\S+) ?(\w*)/.exec(text) ?? [];
  return { path, isRun: word === 'run' };
}
