import { sh } from '../shell/shell.ts';
import type { Answer, Question } from './check.ts';

/**
 * The names of all processes: pid files and service managers differ. One that ends in between leaves a file that cannot
 * be read.
 */
export const listProcesses = sh`cat /proc/[0-9]*/comm 2> /dev/null || true`;

export function askProcesses(host: string): Question {
  return { host, script: listProcesses };
}

/** @returns how many processes are keepalived's, or null when no process at all was listed. */
export function countKeepalived(output: string): number | null {
  const processes = output.split('\n').filter((line) => line !== '');
  return processes.length === 0 ? null : processes.filter((line) => line === 'keepalived').length;
}

export function runsKeepalived(answer: Answer): boolean {
  return answer.kind === 'answered' && (countKeepalived(answer.stdout) ?? 0) > 0;
}
