import { createHash } from 'node:crypto';
import type { Action } from '../resources/resource.ts';
import { sh, type Shell } from '../shell/shell.ts';

const jobs = '/var/lib/lvsdeploy/jobs';

/** Shell functions that tell, in the folder of a job, whether it runs. */
const runningJob = sh`# A process id alone may have been given to another process since: the start time tells them apart (proc(5), field 22).
started() { [ -r "/proc/$1/stat" ] && sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f 20; }
running() { [ -s pid ] && read -r pid since < pid && [ -n "$since" ] && [ "$(started "$pid")" = "$since" ]; }`;

/** It leaves its process id itself: whoever started it may be gone by then, and must not be followed by a second one. */
const runJob = sh`${runningJob}
printf '%s %s\n' "$$" "$(started "$$")" > pid.new && mv -f pid.new pid || exit 1
umask 022
sh ./script > log 2>&1 < /dev/null
echo $? > status.new; mv -f status.new status`;

/**
 * @returns a script that runs the action in a session of its own and follows its log until it ends. When the connection is
 * lost the job goes on; the same action asked for again takes up the job that is still running.
 */
export function detach(action: Action, folder = jobs): Shell {
  const job = `${folder}/${createHash('sha256').update(action.script.text).digest('hex').slice(0, 16)}`;
  return sh`umask 077
mkdir -p ${job} || exit 1
cd ${job} || exit 1
${runningJob}
if ! running; then
  rm -f status pid && : > log && printf '%s\n' ${action.script.text} > script || exit 1
  setsid sh -c ${runJob.text} > /dev/null 2>&1 < /dev/null &
  until [ -s pid ]; do
    kill -0 $! 2> /dev/null || [ -s pid ] || { echo 'the job could not be started: see whether the disk is full' >&2; exit 1; }
    sleep 0.1 2> /dev/null || sleep 1
  done
fi
shown=0
show() {
  size=$(wc -c < log 2> /dev/null) || size=0
  [ "$size" -gt "$shown" ] && tail -c +$((shown + 1)) log | head -c $((size - shown))
  shown=$size
}
while [ ! -e status ]; do
  show
  running || [ -e status ] || { echo 'the job ended without a status: it was killed' >&2; exit 1; }
  sleep 0.2 2> /dev/null || sleep 1
done
show
read -r status < status
cd / && [ "$status" != 0 ] || rm -rf ${job}
exit "$status"`;
}

/** @returns a script that removes the folders of jobs that do not run any more: nobody is going to take them up. */
export function clearEndedJobs(folder = jobs): Shell {
  return sh`${runningJob}
for job in ${folder}/*; do
  [ ! -d "$job" ] || ( cd "$job" && running ) || rm -rf "$job"
done`;
}
