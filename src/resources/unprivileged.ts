import { sh, type Shell } from '../shell/shell.ts';

/**
 * @returns the shell function `unprivileged SCRIPT`, which runs a script as the user nobody by what the host has for it, or as
 * the user who runs it where nothing works, and says so; `$unprivileged` is the name of that user.
 */
export const unprivileged: Shell = sh`by_setpriv() { setpriv --reuid "$(id -u nobody)" --regid "$(id -g nobody)" --clear-groups -- sh -c "$1"; }
by_runuser() { runuser -u nobody -- sh -c "$1"; }
by_su() { su -s /bin/sh nobody -c "$1"; }
unprivileged=
for way in by_setpriv by_runuser by_su; do
  # su asks PAM, which may refuse an account without a password; busybox has a setpriv that knows no users.
  if [ "$("$way" 'id -un' 2> /dev/null < /dev/null)" = nobody ]; then unprivileged=nobody; break; fi
done
if [ -z "$unprivileged" ]; then
  unprivileged=$(id -un) way=eval
  echo "it cannot be built as the user nobody here (setpriv, runuser, su): it is built as $unprivileged"
fi
unprivileged() { ( "$way" "$1" ); }`;
