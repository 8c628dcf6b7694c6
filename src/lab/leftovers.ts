import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LvsdeployError } from '../errors.ts';
import { commandOn } from './command-line.ts';
import { namespaceOf } from './folders.ts';
import { umlFolderArgument } from './supervisor/guest.ts';
import { processesIn, removeNetwork } from './network.ts';
import { identify, isAlive, type ProcessIdentity } from '../process.ts';
import { readState } from './spec.ts';
import { supervisorProgram } from './supervisor/launch.ts';

/** Whether there is a lab in a run folder, by the process that keeps it and not by the files alone. */
export type LabPhase = 'none' | 'starting' | 'live' | 'crashed';

/** @returns how it stands with the lab in that run folder. */
export async function phaseOf(run: string): Promise<LabPhase> {
  const state = await readState(run);
  if (state === undefined) return 'none';
  if (!(await isAlive(state.keeper))) {
    // Without /proc a lab that is up would be taken for a crashed one, and removed.
    await identifySelf();
    return 'crashed';
  }
  return state.phase === 'running' ? 'live' : 'starting';
}

/** @returns this process, as a lab knows it again. @throws LvsdeployError without /proc, by which all processes are told apart. */
export async function identifySelf(): Promise<ProcessIdentity> {
  const self = await identify(process.pid);
  if (self !== undefined) return self;
  throw new LvsdeployError('/proc is not mounted', {
    hint: 'The lab tells its processes by it: mount -t proc proc /proc, or use another machine.',
  });
}

/** @returns the error for whoever wants something of a lab that another process is bringing up. */
export async function beingBroughtUp(name: string, run: string): Promise<LvsdeployError> {
  const pid = (await readState(run))?.keeper.pid ?? 0;
  return new LvsdeployError(`the lab ${name} is being brought up by another process`, {
    hint: `Wait until it is up (${commandOn(run, 'status')}); or end the process ${pid}, then clean up after it: ${commandOn(run, 'down')}`,
  });
}

/** Ends what is left of a lab that nobody keeps, and removes its network and its run folder. */
export async function removeLeftovers(name: string, run: string): Promise<void> {
  const namespace = namespaceOf(name);
  const deadline = Date.now() + 10_000;
  for (;;) {
    const pids = await ownProcesses(run, namespace);
    if (pids.length === 0) break;
    if (Date.now() > deadline)
      throw new LvsdeployError(`processes of the lab ${name} do not end: ${pids.join(' ')}`, {
        hint: `SIGKILL did not end them. See what they wait for (ps -o pid,stat,wchan:30,args -p ${pids.join(',')}), end them or reboot the machine, then: ${commandOn(run, 'down')}`,
      });
    for (const pid of pids) killGroup(pid);
    await sleep(100);
  }
  await refuseForeignKernels(name, namespace);
  await removeNetwork(namespace);
  await rm(run, { recursive: true, force: true });
}

// A number that was written down may be another process by now: each must say itself that it is of this lab.
async function ownProcesses(run: string, namespace: string): Promise<number[]> {
  const state = await readState(run);
  const recorded = state === undefined ? [] : [state.keeper, ...Object.values(state.guests)].map(({ pid }) => pid);
  const candidates = [...new Set([...recorded, ...(await processesIn(namespace))])];
  const own = await Promise.all(candidates.map((pid) => belongsTo(run, pid)));
  return candidates.filter((pid, index) => own[index] === true && pid !== process.pid);
}

// Another user's lab of the same name has another run folder, but the namespace is one for the machine.
async function refuseForeignKernels(name: string, namespace: string): Promise<void> {
  for (const pid of await processesIn(namespace)) {
    if (!(await wordsOf(pid)).some((word) => word.startsWith('uml_dir='))) continue;
    throw new LvsdeployError(`a lab ${name} of another run folder is up (process ${pid})`, {
      hint: `Give this one another --name, or take that one down as the user who brought it up (ps -o user,args -p ${pid}).`,
    });
  }
}

async function wordsOf(pid: number): Promise<string[]> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
}

async function belongsTo(run: string, pid: number): Promise<boolean> {
  const words = await wordsOf(pid);
  return words.includes(umlFolderArgument(run)) || (words.includes(run) && words.includes(supervisorProgram()));
}

function killGroup(pid: number): void {
  // A guest leads the group of its helpers; a process that leads none is killed alone.
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // It has ended meanwhile, or leads no group.
    }
  }
}
