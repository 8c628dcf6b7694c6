import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../src/command.ts';
import { openLab, type Lab } from '../../src/lab/index.ts';
import { readSpec } from '../../src/lab/spec.ts';
import { sh, type Shell } from '../../src/shell/shell.ts';
import { lvsdeploy } from '../kernels/program.ts';
import { reached } from './pause.ts';
import { resourceOf, type Position, type Steps } from './position.ts';

/** A lab with a deployed cluster, and the disks that its hosts had on the way there. */
export interface FaultLab {
  readonly lab: Lab;
  readonly steps: Steps;
  /** Gives a host back the disk that it had before its first step, or the latest one kept before that step. @returns how many steps are done on it. */
  readonly reset: (host: string, step: number) => Promise<number>;
}

/** A run that is on its way to where it stands still. */
export interface Attempt {
  readonly process: ChildProcess;
  /** Resolves with what was wrong when it has ended, killed or not; empty when nothing was. */
  readonly ended: Promise<string>;
  readonly steps: Map<string, string[]>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Starts a run of the site playbook. */
export function startAttempt(inventory: string, position: Position | null): Attempt {
  const child = spawn(
    join(root, 'node_modules/.bin/jiti'),
    [join(root, 'test/faults/attempt.ts'), inventory, JSON.stringify(position)],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const steps = new Map<string, string[]>();
  let said = '';
  let end = 'it ended without a word';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const data = JSON.parse(line) as { host?: string; step?: string; ok?: boolean; outcomes?: readonly string[] };
    if (data.host !== undefined && data.step !== undefined)
      steps.set(data.host, [...(steps.get(data.host) ?? []), data.step]);
    if (data.outcomes !== undefined) end = data.outcomes.join('; ');
  });
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(said === '' ? end : said)));
  return { process: child, ended, steps };
}

/** Boots a lab and deploys the cluster on it. */
export async function prepareLab(name: string): Promise<FaultLab> {
  await must('lab', 'up', '--name', name);
  const lab = await openLab(name);
  const first = startAttempt(lab.inventoryPath, null);
  const wrong = await first.ended;
  if (wrong !== '') throw new Error(`the cluster could not be deployed: ${wrong}`);
  const kept = new Map<string, string>();
  return {
    lab,
    steps: first.steps,
    async reset(host, step) {
      const steps = first.steps.get(host) ?? [];
      const packagesDone = steps.findLastIndex((name) => resourceOf(name).startsWith('package:')) + 1;
      const isLater = packagesDone > 0 && step >= packagesDone;
      if (isLater && !kept.has(host)) kept.set(host, await keepDisk(lab, host, packagesDone));
      await putDisk(lab, host, (isLater ? kept.get(host) : undefined) ?? (await bareDisk(lab)));
      return isLater ? packagesDone : 0;
    },
  };
}

/** Keeps the disk of a host as it is before a step, which saves to install its packages again and again. @returns its path. */
async function keepDisk(lab: Lab, host: string, step: number): Promise<string> {
  await putDisk(lab, host, await bareDisk(lab));
  const attempt = startAttempt(lab.inventoryPath, { host, step, where: 'before' });
  await awaitPause(lab, host, attempt);
  attempt.process.kill('SIGKILL');
  await attempt.ended;
  await onHost(lab, host, killShells);
  await must('unlock', host, '-i', lab.inventoryPath, '--yes');
  await onHost(lab, host, sh`sync`);
  await lab.kill(host);
  const path = `${diskOf(lab, host)}.kept`;
  await copyDisk(diskOf(lab, host), path);
  return path;
}

/** Waits until a run stands still at its position. */
export async function awaitPause(lab: Lab, host: string, attempt: Attempt): Promise<void> {
  await Promise.race([
    onHost(lab, host, sh`until [ -e ${reached} ]; do sleep 0.1; done`, 120_000),
    attempt.ended.then((how) => Promise.reject(new Error(`the run ended before it came to the position: ${how}`))),
  ]);
}

/** Kills the job that a run follows on the host, or else the shell that makes its changes, with all that it runs. */
export const killShells = sh`for file in /var/lib/lvsdeploy/jobs/*/pid; do
  [ -e "$file" ] || continue
  read -r pid _ < "$file"
  kill -s KILL -- "-$pid" 2> /dev/null && exit 0
done
for file in $(grep -lF lvsdeploy: /proc/[0-9]*/cmdline 2> /dev/null); do
  case $(tr '\\0' ' ' < "$file" 2> /dev/null) in 'sh -s lvsdeploy:'*) ;; *) continue ;; esac
  read -r stat < "\${file%/cmdline}/stat" && set -- \${stat##*) } && kill -s KILL -- "-$3" && exit 0
done 2> /dev/null
exit 1`;

async function putDisk(lab: Lab, host: string, from: string): Promise<void> {
  await lab.kill(host);
  await copyDisk(from, diskOf(lab, host));
  await lab.start(host);
}

async function copyDisk(from: string, to: string): Promise<void> {
  const { status, stderr } = await runCommand('cp', ['--sparse=always', from, to], { timeoutMs: 60_000 });
  if (status !== 0) throw new Error(stderr);
}

function diskOf(lab: Lab, host: string): string {
  return join(lab.runFolder, 'guests', host, 'disk.img');
}

async function bareDisk(lab: Lab): Promise<string> {
  const disk = (await readSpec(lab.runFolder))?.disks.debian;
  if (disk === undefined) throw new Error(`the lab ${lab.name} has no disk that its hosts began with`);
  return disk;
}

/** Runs a command of the product that must succeed. @returns what it printed. */
export async function must(...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await lvsdeploy(...args);
  if (status === 0) return stdout;
  throw new Error(`lvsdeploy ${args.join(' ')} ended with ${String(status)}:\n${stdout}${stderr}`);
}

/** @returns what a script prints on a host, as root. */
export async function onHost(lab: Lab, host: string, script: Shell, timeoutMs = 60_000): Promise<string> {
  const { status, stdout, stderr } = await lab.exec(host, script.text, { asRoot: true, timeoutMs });
  if (status === 0) return stdout.trim();
  throw new Error(`${host}: ${script.text} ended with ${String(status)}:\n${stdout}${stderr}`);
}

/** @returns the processes by which another one reaches a host of the lab: its proxy commands. */
export function linesTo(parent: number, address: string): readonly number[] {
  const processes = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return processes.map(Number).filter((pid) => {
    try {
      // The parent is the second field after the name in parentheses (proc_pid_stat(5)).
      const [, ppid] = /.*\) \S+ (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      return Number(ppid) === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`/${address}\0`);
    } catch {
      return false; // It has ended meanwhile.
    }
  });
}
