import { sh, type Shell } from '../shell/shell.ts';
import type { Observation } from './resource.ts';
import type { ServiceState, ServiceTool, ServiceVerb } from './service-tool.ts';

/**
 * Prints for each service whether its script is there, a process of its name runs, and the runlevel that is booted into (or rcS)
 * starts it. Built-ins alone, so that the number of processes does not grow with the number of services.
 *
 * The script is not asked: `status` is optional, and many a Debian script (keepalived's, ipvsadm's) takes it for a mistake.
 */
const readServices = (names: readonly string[]): Shell => sh`level=
while IFS=: read -r _ levels action _; do
  [ "$action" != initdefault ] || level=$levels
done < /etc/inittab || exit 1
processes=/
for comm in /proc/[0-9]*/comm; do
  { read -r process < "$comm"; } 2> /dev/null && processes=$processes$process/
done
for name in ${names}; do
  [ -x "/etc/init.d/$name" ] || { echo absent; continue; }
  # The kernel keeps 15 characters of a name (proc(5)).
  process=$name
  while [ "\${#process}" -gt 15 ]; do process=\${process%?}; done
  case $processes in */"$process"/*) now=running ;; *) now=stopped ;; esac
  boot=disabled
  for link in /etc/rc[S"\${level:-2}"].d/S[0-9][0-9]"$name"; do
    [ ! -e "$link" ] || boot=enabled
  done
  echo "$now $boot"
done`;

/** Init scripts of SysV init, with the process of a service named as its script. */
export const sysvServices: ServiceTool = {
  kind: {
    name: 'sysv-service',
    keyOf: (name) => name,
    compile: readServices,
    parse: ({ status, stdout, stderr }, names) => {
      const lines = stdout.trim().split('\n');
      const observe = (line: string | undefined): Observation<ServiceState> => {
        if (status !== 0 || line === undefined || lines.length !== names.length) {
          return { kind: 'unknown', reason: `the state of the init scripts cannot be read: ${stderr.trim()}` };
        }
        const [now = '', atBoot = ''] = line.split(' ');
        return now === 'absent' ? { kind: 'absent' } : { kind: 'found', value: stateOf(now, atBoot) };
      };
      return new Map(names.map((name, index) => [name, observe(lines[index])]));
    },
  },
  words: { running: 'running', stopped: 'stopped' },
  absent: (name) => `there is no /etc/init.d/${name}`,
  tell,
  keepNow: keep,
  restoreNow: (name) => sh`[ -x ${`/etc/init.d/${name}`} ] || exit 0
case $(cat original) in "running "*) ${tell(name, 'start')} ;; *) ${tell(name, 'stop')} ;; esac`,
  keepAtBoot: keep,
  restoreAtBoot: (name) => sh`[ -x ${`/etc/init.d/${name}`} ] || exit 0
case $(cat original) in *" enabled") ${tell(name, 'enable')} ;; *" disabled") ${tell(name, 'disable')} ;; esac`,
};

function stateOf(now: string, atBoot: string): ServiceState {
  return {
    now,
    isRunning: now === 'running',
    isStopped: now === 'stopped',
    atBoot,
    isEnabled: atBoot === 'enabled',
    isDisabled: atBoot === 'disabled',
    obstacle: null,
  };
}

function keep(name: string): Shell {
  return sh`{ ${readServices([name])}
} > original`;
}

function tell(name: string, verb: ServiceVerb): Shell {
  if (verb === 'enable') {
    // Debian's `defaults` leaves links that are there as they are, those that stop the service too.
    return sh`if command -v update-rc.d > /dev/null; then update-rc.d ${name} defaults && update-rc.d ${name} enable
else chkconfig --add ${name} && chkconfig ${name} on
fi`;
  }
  if (verb === 'disable') {
    return sh`if command -v update-rc.d > /dev/null; then update-rc.d ${name} disable
else chkconfig ${name} off
fi`;
  }
  // With service(8) it has the environment of the boot. A daemon that keeps the output open would keep a pipe's reader waiting.
  return sh`said=$(mktemp) || exit 1
if command -v service > /dev/null; then ( cd / && service ${name} ${verb} ) > "$said" 2>&1
else ( cd / && ${`/etc/init.d/${name}`} ${verb} ) > "$said" 2>&1
fi
status=$?
cat "$said"; rm -f "$said"
[ "$status" = 0 ]`;
}
