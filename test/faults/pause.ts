import { lines, sh, Shell } from '../../src/shell/shell.ts';
import { resourceOf } from './position.ts';

/** On the host, in memory: gone after a power cut. */
const folder = '/run/lvsdeploy-fault';

/** There once a step has come to where it is to be struck. */
export const reached = `${folder}/reached`;

const go = `${folder}/go`;

/** A script that waits where it stands until it is let go; the second time it goes through. */
const pause = sh`[ -e ${reached} ] || : > ${reached}
until [ -e ${go} ]; do sleep 0.05; done`;

/** Lets a paused step go on. */
export const letGo = sh`mkdir -p ${folder} && : > ${go}`;

/** Takes away what a pause needed. */
export const clearPause = sh`rm -rf ${folder}`;

/** @returns the script of a step with a pause before it. */
export function pauseBefore(script: Shell): Shell {
  return lines(sh`mkdir -p ${folder}`, pause, script);
}

/** @returns the script of a step with a pause after it. */
export function pauseAfter(script: Shell): Shell {
  return sh`( ${script}
) || exit $?
mkdir -p ${folder}
${pause}`;
}

/** The command in a step of each kind that finds its work half done, and the argument that tells which call of it. */
const middles: readonly (readonly [kind: string, command: string, argument: string])[] = [
  // The temporary file is written and not yet in its place.
  ['file', 'mv', '*.lvsdeploy*'],
  ['package', 'dpkg', '*--configure*'],
  ['modules', 'modprobe', '*'],
  ['service', 'systemctl', '*start*'],
  ['enabled', 'systemctl', '*enable*'],
  ['command', 'ip', '*addr*add*'],
  // What was there is kept and not yet in the manifest.
  ['sysctl', 'mv', '*manifest*'],
];

/** @returns the script of a step with a pause in its middle: the command that does its work stands still before it begins. */
export function pauseInside(step: string, script: Shell): Shell {
  const kind = resourceOf(step).split(':')[0] ?? '';
  const middle = middles.find(([name]) => name === kind);
  if (middle === undefined) throw new Error(`nobody has said where the middle of ${step} is`);
  const [, command, argument] = middle;
  const stand = sh`#!/bin/sh
case "$*" in
  ${new Shell(argument)})
    ${pause}
    ;;
esac
case $PATH in ${`${folder}/bin`}:*) PATH=\${PATH#*:} ;; esac
exec ${command} "$@"`;
  return lines(
    sh`mkdir -p ${folder}/bin || exit 1
printf '%s\n' ${stand.text} > ${folder}/bin/${command} && chmod 755 ${folder}/bin/${command} || exit 1
PATH=${folder}/bin:$PATH; export PATH
printf '%s\n' ${`Dir::Bin::dpkg "${folder}/bin/dpkg";`} > ${folder}/apt.conf || exit 1`,
    // apt calls dpkg by its path, unless it is told another one (apt.conf(5)).
    command === 'dpkg' ? sh`APT_CONFIG=${folder}/apt.conf; export APT_CONFIG` : sh`:`,
    script,
  );
}
