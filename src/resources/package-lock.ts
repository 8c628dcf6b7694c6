import { sh, type Shell } from '../shell/shell.ts';
import { waitFormat } from './wait-line.ts';

/** How a package manager tells that another process has a lock that it needs. */
export interface Locks {
  /** Arguments of `sed -n` that print, of its standard error, the words about the lock. */
  readonly said: Shell;
  /** Prints who has a lock that it would wait for without a word; prints nothing when nobody has. */
  readonly held?: Shell;
}

/**
 * `DPkg::Lock::Timeout` of apt is for the locks of dpkg alone, of apt 1.9.11 and later; it is silent without a terminal,
 * and does not tell in the end who has the lock.
 */
export const aptLocks: Locks = {
  said: sh`-e 's/^E: \\(Could not get lock .*\\)/\\1/p' -e 's/^dpkg: error: \\(.* locked by another process.*\\)/\\1/p'`,
};

/**
 * dnf with `exit_on_lock` says `RPMDB already locked by 123` (dnf/lock.py), dnf5 that it failed to obtain the lock. rpm waits
 * for the lock of a transaction for good; it is a POSIX lock on a file, which /proc/locks lists by inode (proc(5)). yum
 * waits as long for the process whose id is in its pid file.
 */
export const rpmLocks: Locks = {
  said: sh`-e '/already locked by [0-9]/p' -e '/[Ff]ailed to obtain .*lock/p' -e "/can't create transaction lock/p" -e '/another copy is running as pid/p'`,
  held: sh`pid=
inode=$(stat -L -c %i "$(rpm --eval '%{_dbpath}')/.rpm.lock" 2> /dev/null) &&
  pid=$(sed -n "s/^[0-9]*: POSIX *ADVISORY *WRITE *\\([0-9]*\\) [^ ]*:$inode .*/\\1/p" /proc/locks | head -n 1)
[ -n "$pid" ] || { [ -r /var/run/yum.pid ] && read -r pid < /var/run/yum.pid; } || :
[ -z "$pid" ] || [ ! -r "/proc/$pid/comm" ] || echo "The rpm database is locked by process $pid ($(cat "/proc/$pid/comm"))"`,
};

/**
 * @param locks those of apt when left out. @param patience seconds.
 * @returns the shell function `unlocked COMMAND…`, which runs a package manager again as long as another process has a lock
 * that it needs: then it has done nothing. It says so once for each lock and holder, and ends the script when it takes
 * too long.
 *
 * The command's standard error is kept back until it ends: in a pipe, a daemon that it starts could keep the reader
 * waiting for good.
 */
export function unlocked({ said, held = sh`:` }: Locks = aptLocks, patience = 120): Shell {
  return sh`lock_held() { ${held}
}
unlocked() {
  lock_end= lock_told=
  while :; do
    lock_status=1
    lock=$(lock_held)
    if [ -n "$lock" ]; then printf '%s\n' "$lock" > errors
    else
      lock_status=0
      "$@" 2> errors || lock_status=$?
      lock=$(sed -n ${said} errors | head -n 1)
    fi
    [ "$lock_status" != 0 ] && [ -n "$lock" ] || break
    lock_now=$(date +%s)
    : "\${lock_end:=$((lock_now + ${patience}))}"
    if [ "$lock_now" -ge "$lock_end" ]; then cat errors >&2; exit "$lock_status"; fi
    [ "$lock" = "$lock_told" ] || printf ${waitFormat} "$((lock_end - lock_now))" "$lock"
    lock_told=$lock
    sleep 1
  done
  cat errors >&2
  return "$lock_status"
}`;
}
