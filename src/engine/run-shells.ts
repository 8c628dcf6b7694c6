import { waitFormat } from '../resources/wait-line.ts';
import { sh, type Shell } from '../shell/shell.ts';

/** @returns the word by which the shells are found that make the changes of a run on a host. */
export function labelOf(run: { readonly id: string }): string {
  return `lvsdeploy:${run.id}`;
}

/** How long a step may go on that nobody waits for any more, and how long a shell may take to obey, in seconds. */
export interface ShellPatience {
  readonly step: number;
  readonly signal: number;
}

const usualPatience: ShellPatience = { step: 30, signal: 5 };

/**
 * @returns a script that ends what a run has left at work on the host: when the line to it was cut without a word, its shell
 * goes on with the next steps. It is asked to stop after its step, then told to, then made to. When there was one it says
 * what it waits for, and prints a line at the end; exits 1 when it is still there.
 */
export function endShells(run: { readonly id: string }, { step, signal }: ShellPatience = usualPatience): Shell {
  const label = labelOf(run);
  return sh`shells() {
  for file in $(grep -lF ${label} /proc/[0-9]*/cmdline 2> /dev/null); do
    [ "$(tr '\\0' ' ' < "$file" 2> /dev/null)" = ${`sh -s ${label} `} ] || continue
    pid=\${file#/proc/} pid=\${pid%/cmdline}
    read -r stat < "/proc/$pid/stat" || continue
    # Parent and process group (proc_pid_stat(5)); the name in parentheses before them may hold anything.
    set -- \${stat##*) }
    printf '%s %s %s\n' "$pid" "$2" "$3"
  done 2> /dev/null
}
# Those whose parent is none of them: a trap is not inherited by a subshell, which the signal would kill in its step.
outermost() {
  pids=" $(shells | cut -d ' ' -f 1 | tr '\\n' ' ')"
  shells | while read -r pid parent group; do
    case $pids in *" $parent "*) ;; *) printf '%s %s\n' "$pid" "$group" ;; esac
  done
}
gone() {
  left=$(($1 * 5))
  while [ -n "$(shells)" ]; do
    [ "$left" -gt 0 ] || return 1
    left=$((left - 1))
    sleep 0.2 2> /dev/null || { sleep 1; left=$((left - 4)); }
  done
}
[ -n "$(shells)" ] || exit 0
outermost | while read -r pid _; do kill -s USR1 "$pid"; done
printf ${waitFormat} ${step} ${`a run that is gone (${run.id}) is still in its last step`}
gone ${step} && { echo 'its last step was still running, and has ended'; exit 0; }
for name in TERM KILL; do
  outermost | while read -r _ group; do kill -s "$name" -- "-$group"; done
  gone ${signal} && { echo 'its last step did not end, and was ended'; exit 0; }
done
shells >&2
exit 1`;
}

/** @param left what {@link endShells} printed of those that are still there. @returns what a person can do about them. */
export function howToEnd(left: string): string {
  const pids = [...left.matchAll(/^\d+/gm)].join(',');
  return `SIGKILL did not end these processes (pid, parent, group). See there as root what they wait for (ps -o pid,user,stat,wchan:30,args -p ${pids}), end them or reboot the host, and try again.`;
}
