import { setTimeout as wait } from 'node:timers/promises';
import type { Lab } from '../../src/lab/index.ts';
import { sh } from '../../src/shell/shell.ts';
import { lvsdeploy } from '../kernels/program.ts';
import { awaitPause, must, onHost, startAttempt, type FaultLab } from './fault-lab.ts';
import { faults, type Fault, type FaultName } from './faults.ts';
import { clearPause, letGo } from './pause.ts';
import type { Position } from './position.ts';

/** One fault, and what became of the cluster after it. */
export interface Trial {
  readonly position: Position;
  readonly fault: FaultName;
}

export interface Outcome extends Trial {
  /** How the run that was struck ended; empty: it did not notice. */
  readonly struck: string;
  /** Why the plain run after it did not put all right; null when it did. */
  readonly wrong: string | null;
  readonly seconds: number;
}

/** Strikes a run at a position, runs again, and looks whether everything is as if nothing had happened. */
export async function strike(faultLab: FaultLab, trial: Trial): Promise<Outcome> {
  const start = Date.now();
  let struck = '';
  let wrong: string | null = null;
  try {
    struck = await strikeRun(faultLab, trial);
    await expectConverged(faultLab, trial);
  } catch (error) {
    wrong = error instanceof Error ? error.message : String(error);
  }
  return { ...trial, struck, wrong, seconds: (Date.now() - start) / 1000 };
}

async function strikeRun({ lab, reset }: FaultLab, { position, fault }: Trial): Promise<string> {
  const { host } = position;
  const done = await reset(host, position.step);
  const attempt = startAttempt(lab.inventoryPath, { ...position, step: position.step - done });
  const scene = { lab, host, attempt };
  const kind: Fault = faults[fault];
  await awaitPause(lab, host, attempt);
  await kind.strike(scene);
  const struck = await withinTwoMinutes(attempt.ended, 'the run does not end after the fault');
  await kind.mend?.(scene);
  const again = lvsdeploy('run', 'playbooks/site.ts', '-i', lab.inventoryPath, '--yes');
  if (kind.leavesStep === true) await onHost(lab, host, letGo);
  const { status, stdout, stderr } = await again;
  if (status !== 0) throw new Error(`the plain run after it ended with ${String(status)}:\n${stdout}${stderr}`);
  return struck;
}

async function expectConverged({ lab }: FaultLab, { position: { host } }: Trial): Promise<void> {
  await onHost(lab, host, clearPause);
  const [left] = await Promise.all([
    onHost(lab, host, leftovers),
    must('plan', 'playbooks/site.ts', '-i', lab.inventoryPath),
    awaitVerified(lab),
  ]);
  if (left !== '') throw new Error(`left on ${host}:\n${left}`);
}

async function awaitVerified({ inventoryPath }: Lab): Promise<void> {
  // A real server that was away enters the table again when the checkers have seen it.
  const until = Date.now() + 45_000;
  for (;;) {
    const { status, stdout, stderr } = await lvsdeploy('verify', '-i', inventoryPath);
    if (status === 0) return;
    if (Date.now() > until) throw new Error(`verify ended with ${String(status)}:\n${stdout}${stderr}`);
    await wait(1000);
  }
}

/** Prints what no run may leave: temporary files, locks, markers, jobs, half a manifest, shells at work, a half-done dpkg. */
const leftovers = sh`find / -xdev -name '.*.lvsdeploy' -o -xdev -path '/var/lib/lvsdeploy/manifest/*.new' -prune
ls -d /var/lib/lvsdeploy/lock* /var/lib/lvsdeploy/pending/* /var/lib/lvsdeploy/jobs/* 2> /dev/null
# The brackets keep it from finding itself.
grep -l 'lvsdeploy[:]' /proc/[0-9]*/cmdline 2> /dev/null
dpkg --audit
true`;

async function withinTwoMinutes<Result>(work: Promise<Result>, message: string): Promise<Result> {
  const controller = new AbortController();
  const late = wait(120_000, undefined, { signal: controller.signal }).then(() => Promise.reject(new Error(message)));
  try {
    return await Promise.race([work, late]);
  } finally {
    controller.abort();
  }
}
