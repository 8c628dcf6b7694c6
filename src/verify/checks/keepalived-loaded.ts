import { sh } from '../../shell/shell.ts';
import { checkHosts } from '../host-check.ts';
import { restartKeepalived } from '../repairs.ts';
import { cannotTell, type Finding } from '../verdict.ts';

const path = '/etc/keepalived/keepalived.conf';

/**
 * What keepalived has loaded is what its file says. It keeps the text that it read, less comments and white space, in a file
 * without a name (`consolidated_configuration`, lib/parser.c of keepalived since 2.2.0). Both texts have passwords in them: they
 * are compared on the host.
 */
export const keepalivedLoaded = checkHosts({
  id: 'keepalived-loaded',
  title: 'keepalived runs with what is in keepalived.conf',
  step: '16',
  severity: 'warning',
  source: 'keepalived(8), SIGHUP',
  hosts: ({ form, directors }) => (form === 'ha' ? directors : []),
  script:
    () => sh`plain() { sed -e 's/[#!].*//' -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$1" | cksum; }
for file in /run/keepalived.pid /run/keepalived/keepalived.pid /var/run/keepalived.pid; do
  { read -r pid < "$file" && read -r name < "/proc/$pid/comm"; } 2> /dev/null && case $name in keepalived*) break ;; esac
  pid=
done
[ -n "$pid" ] || { echo 'does not run'; exit 0; }
[ -r ${path} ] || { echo 'no file'; exit 0; }
loaded=
for fd in /proc/"$pid"/fd/*; do
  case $(readlink "$fd") in *consolidated_configuration*) loaded=$fd ;; esac
done
if grep -qE '^[[:space:]]*([$~@]|include)' ${path}; then echo 'made of parts'
elif [ -z "$loaded" ]; then
  if [ ${path} -nt "$file" ]; then echo 'changed since it was started'; else echo 'older than the process'; fi
elif [ "$(plain "$loaded")" = "$(plain ${path})" ]; then echo same
else echo other
fi`,
  expected: () => `${path} as it was loaded`,
  repair: ({ name }) =>
    `${restartKeepalived(name)}; a reload is enough where nothing else is wrong: systemctl reload keepalived`,
  judge: (output): Finding => {
    switch (output.trim()) {
      case 'same':
        return { outcome: 'ok', found: 'the same is loaded' };
      case 'older than the process':
        return { outcome: 'ok', found: 'the file is older than the process' };
      case 'other':
        return { outcome: 'failed', found: `${path} was changed, and keepalived still runs with what it was before` };
      case 'no file':
        return { outcome: 'failed', found: `${path} is not there, and keepalived still runs with what it was before` };
      case 'does not run':
        return cannotTell('no keepalived runs that has loaded anything');
      case 'made of parts':
        return cannotTell('the file includes others, or has variables in it');
      default:
        return cannotTell('the file is newer than the process, and this keepalived keeps no copy of what it reloaded');
    }
  },
});
