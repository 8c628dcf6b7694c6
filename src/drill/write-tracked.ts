import { sh, type Shell } from '../shell/shell.ts';

/** @returns the script that writes a number into a file that keepalived follows; it makes none, as nobody would follow it. */
export function writeTracked(file: string, number: string): Shell {
  return sh`[ -e ${file} ] || { echo ${`${file} is not there: deploy the cluster first`} >&2; exit 1; }
printf '%s\n' ${number} > ${file}`;
}
