import { sh, type Shell } from '../shell/shell.ts';
import { waitFormat } from './wait-line.ts';

/**
 * @param patience seconds.
 * @returns the shell function `unlocked COMMAND…`, which runs apt-get or dpkg again as long as another process has a lock
 * that it needs: then it has done nothing. It says so once for each lock and holder, and ends the script when it takes
 * too long.
 *
 * `DPkg::Lock::Timeout` of apt is for the locks of dpkg alone, of apt 1.9.11 and later; it is silent without a terminal,
 * and does not tell in the end who has the lock. The command's standard error is kept back until it ends: in a pipe, a
 * daemon that it starts could keep the reader waiting for good.
 */
export function unlocked(patience = 120): Shell {
  return sh`unlocked() {
  lock_end= lock_told=
  while :; do
    lock_status=0
    "$@" 2> errors || lock_status=$?
    lock=$(sed -n -e 's/^E: \\(Could not get lock .*\\)/\\1/p' -e 's/^dpkg: error: \\(.* locked by another process.*\\)/\\1/p' errors | head -n 1)
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
