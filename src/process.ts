import { readFile } from 'node:fs/promises';

/** A process, told apart from a later one that got the same number, in this boot or another. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of proc_pid_stat(5), in clock ticks since boot. */
  readonly startTime: string;
  readonly bootId: string;
}

/** @returns who the process with that number is now, or undefined when there is none. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const startTime = startTimeOf(stat);
    if (startTime === undefined) return undefined;
    return { pid, startTime, bootId: (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim() };
  } catch {
    return undefined;
  }
}

/** @returns whether that very process is still there. */
export async function isAlive(process: ProcessIdentity): Promise<boolean> {
  const now = await identify(process.pid);
  return now !== undefined && now.startTime === process.startTime && now.bootId === process.bootId;
}

/** @returns the start time in a line of /proc/PID/stat, or undefined for a zombie, which is dead for our purposes. */
export function startTimeOf(stat: string): string | undefined {
  // The command's name may hold spaces and parentheses: the fields are counted from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}
