import { sh, type Shell } from '../shell/shell.ts';

/** Gone with a reboot. */
export const armedFolder = '/var/run/lvsdeploy-drill';

/** It looks once a second whether somebody else has taken the restoring on himself. */
function guard(seconds: number, folder: string): Shell {
  return sh`cd ${folder} || exit 1
left=${seconds}
while [ "$left" -gt 0 ] && [ -e restore ]; do
  left=$((left - 1))
  sleep 1
done
mv restore restoring 2> /dev/null || exit 0
if sh ./restoring > log 2>&1 < /dev/null; then cd / && rm -rf ${folder}; else echo "$?" > status; fi`;
}

/**
 * Makes the host restore itself, whatever becomes of the connection and of this machine. Runs before the change.
 * @param seconds until it does so on its own.
 * @param other what the folder is for, when it is in use already.
 */
export function arm(restore: Shell, seconds: number, folder = armedFolder, other = 'another drill'): Shell {
  return sh`umask 077
if ! mkdir ${folder} 2> /dev/null; then
  [ -e ${folder}/status ] || { echo ${`${other} is at work here, or was a moment ago: the host restores itself soon`} >&2; exit 1; }
  rm -rf ${folder}
  mkdir ${folder} || exit 1
fi
printf '%s\n' ${restore.text} > ${folder}/restore || exit 1
setsid sh -c ${guard(seconds, folder).text} > /dev/null 2>&1 < /dev/null &`;
}

/** Restores the host now, or waits for its own restoring to end. */
export function release(folder = armedFolder): Shell {
  return sh`[ -d ${folder} ] || exit 0
cd ${folder} || exit 0
if mv restore restoring 2> /dev/null; then
  sh ./restoring < /dev/null || { status=$?; echo "$status" > status; exit "$status"; }
  cd / && rm -rf ${folder}
  exit
fi
left=60
while [ -d ${folder} ] && [ ! -e ${folder}/status ] && [ "$left" -gt 0 ]; do
  left=$((left - 1))
  sleep 1
done
[ -d ${folder} ] || exit 0
cat log >&2
exit 1`;
}

/** Lets the host keep what was changed: the connection lives that asks for it. */
export function disarm(folder = armedFolder): Shell {
  return sh`[ -d ${folder} ] || exit 0
cd ${folder} || exit 0
mv restore kept 2> /dev/null || [ -e status ] || { echo 'too late: the host puts back what was changed' >&2; exit 1; }
cd / && rm -rf ${folder}`;
}
