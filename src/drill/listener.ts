import type { Protocol } from '../cluster/cluster.ts';
import { sh, type Shell } from '../shell/shell.ts';

/**
 * @returns the script that prints the unit of systemd whose process listens on a port; it fails, saying why, where there
 * is none that could be stopped and started again. Sockets that listen have the state 0A in /proc/net/tcp, those of UDP that are not connected 07, and the inode of
 * a socket is in the links of /proc/PID/fd (proc_pid_net(5), proc_pid_fd(5)).
 */
export function findListener(port: number, protocol: Protocol): Shell {
  const files = [`/proc/net/${protocol}`, `/proc/net/${protocol}6`];
  const state = protocol === 'tcp' ? '0A' : '07';
  const hexadecimal = port.toString(16).toUpperCase().padStart(4, '0');
  return sh`inodes=$(cat ${files} 2> /dev/null | awk -v port=${hexadecimal} -v state=${state} '
  { split($2, local, ":") } $4 == state && local[2] == port { print $10 }')
[ -n "$inodes" ] || { echo ${`nothing listens on port ${port} here`} >&2; exit 1; }
for process in $(ls -l /proc/[0-9]*/fd 2> /dev/null | awk -v inodes="$inodes" '
  BEGIN { split(inodes, list); for (i in list) wanted["socket:[" list[i] "]"] }
  /^\\/proc\\// { split($0, path, "/") }
  $NF in wanted { print path[3] }'); do
  unit=$(sed -n 's|^[^/]*/system\\.slice/\\(.*/\\)*\\([^/]*\\.service\\)$|\\2|p' "/proc/$process/cgroup" | head -n 1)
  [ -z "$unit" ] || { echo "$unit"; exit 0; }
done
echo ${`no unit of systemd runs what listens on port ${port}: it cannot be stopped and started again by name`} >&2
exit 1`;
}

/** @returns whether the text is the name of a unit that a drill may stop: one that would cut us off is not. */
export function isUnit(text: string): boolean {
  return /^[\w@.:\\-]+\.service$/.test(text) && !/^(ssh|sshd|systemd|dbus|networking|NetworkManager)/.test(text);
}
