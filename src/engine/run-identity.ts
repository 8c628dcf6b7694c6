import { createHash, randomBytes } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { identify, isAlive, type ProcessIdentity } from '../process.ts';

/** The process of a run, told apart from every other one on this control machine and on others. */
export interface ControlProcess extends ProcessIdentity {
  /** Of the machine, over its reboots; empty where it has none. */
  readonly machine: string;
  /** A process id means something within one namespace (pid_namespaces(7)). */
  readonly namespace: string;
}

/** Who runs what since when, from where: what a lock, a journal and the history say of a run. */
export interface RunIdentity {
  /** Sorts by time: `20261124-042011-3f9a0c`. */
  readonly id: string;
  /** `user@control-machine`. */
  readonly who: string;
  /** The playbook, as it was named. */
  readonly what: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Null where there is no /proc to tell. */
  readonly process: ControlProcess | null;
}

/** @returns the identity of a run of this process that starts now. */
export async function identifyRun(what: string): Promise<RunIdentity> {
  const since = new Date().toISOString();
  const time = since.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return {
    id: `${time}-${randomBytes(3).toString('hex')}`,
    who: `${userName()}@${hostname()}`,
    what,
    since,
    process: await identifyControl(process.pid),
  };
}

/**
 * @param here the process that asks.
 * @returns whether a run's process is gone for certain: no more on this boot of this machine, or of an earlier boot of it.
 * Of a process on another machine, or in another container, nothing can be said.
 */
export async function isProvablyGone(holder: ControlProcess | null, here: ControlProcess | null): Promise<boolean> {
  if (holder === null || here === null) return false;
  if (holder.bootId !== here.bootId) return holder.machine !== '' && holder.machine === here.machine;
  return holder.namespace === here.namespace && !(await isAlive(holder));
}

/** @returns whether a run's process is there for certain: on this boot of this machine, in this container. */
export async function isProvablyAlive(holder: ControlProcess | null, here: ControlProcess | null): Promise<boolean> {
  if (holder === null || here === null) return false;
  return holder.bootId === here.bootId && holder.namespace === here.namespace && (await isAlive(holder));
}

/** @returns who a process of this machine is; null where there is no /proc to tell. */
export async function identifyControl(pid: number): Promise<ControlProcess | null> {
  const identity = await identify(pid);
  if (identity === undefined) return null;
  return { ...identity, machine: await identifyMachine(), namespace: await readlink('/proc/self/ns/pid') };
}

/** The host name as well: containers and clones share the id of their image. */
async function identifyMachine(): Promise<string> {
  const id = await readFile('/etc/machine-id', 'utf8').catch(() => '');
  if (id.trim() === '') return '';
  // machine-id(5): the id itself is confidential, a keyed hash of it may be shown.
  return createHash('sha256').update(`lvsdeploy ${id.trim()} ${hostname()}`).digest('hex').slice(0, 32);
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown'); // An id that no user database knows.
  }
}
