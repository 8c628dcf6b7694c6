import { sh } from '../shell/shell.ts';

/**
 * Shell functions by which keepalived says what it knows, without being disturbed (keepalived(8), SIGNALS):
 *
 * `child vrrp` or `child checkers` finds its process and sets `pid`; `dump USR1 keepalived.data` has that process write the
 * file and prints it. The file lies in the temporary folder of the process, which systemd may have made a private one, and is
 * gone afterwards; one that was there before is there again. It is whole when it grows no more and the process has closed it: on a
 * busy host there are pauses while it is written. Whoever else asks meanwhile waits for its turn, for it is one file.
 */
export const dumpFunctions = sh`child() {
  for file in /run/keepalived/"$1".pid /run/"$1".pid /var/run/keepalived/"$1".pid /var/run/"$1".pid; do
    { read -r pid < "$file" && read -r name < "/proc/$pid/comm"; } 2> /dev/null || continue
    case $name in keepalived*) return 0 ;; esac
  done
  return 1
}
rest() { sleep 0.05 2> /dev/null || sleep 1; }
dump() {
  turn=/run/lvsdeploy-dump left=60
  [ -d /run ] || turn=/var/run/lvsdeploy-dump
  until mkdir "$turn" 2> /dev/null || [ ! -d "$turn" ] || [ "$left" -le 0 ]; do left=$((left - 1)); rest; done
  dump_now "$@"
  set -- "$?"
  rmdir "$turn" 2> /dev/null
  return "$1"
}
is_writing() { ls -l "/proc/$pid/fd" 2> /dev/null | grep -q "/$1\$"; }
dump_now() {
  folder=$(tr '\\0' '\\n' < "/proc/$pid/environ" 2> /dev/null | sed -n 's/^TMPDIR=//p')
  file=/proc/$pid/root\${folder:-/tmp}/$2
  [ ! -e "$file" ] || mv -f "$file" "$file.lvsdeploy" || return 1
  kill -"$1" "$pid" || return 1
  left=60 size=0
  until [ -f "$file" ] && last=$size && size=$(wc -c < "$file") && [ "$size" -gt 0 ] && [ "$size" = "$last" ] &&
    ! is_writing "$2"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || break
    rest
  done
  [ ! -f "$file" ] || cat "$file"
  rm -f "$file"
  [ ! -e "$file.lvsdeploy" ] || mv -f "$file.lvsdeploy" "$file"
  [ "$left" -gt 0 ]
}`;
