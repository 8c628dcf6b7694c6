import type { Plan, RunSummary } from '../engine/index.ts';
import { hasWork } from '../engine/plan.ts';
import { exitCode, isLvsdeployError, type ExitCode } from '../errors.ts';
import type { VerifyReport } from '../verify/report.ts';

/** @returns how a command ends that an error ended. */
export function exitOfError(error: unknown): ExitCode {
  if (isLvsdeployError(error)) return error.exitCode;
  // What inquirer throws at ^C.
  return error instanceof Error && error.name === 'ExitPromptError' ? exitCode.interrupted : exitCode.failed;
}

/** @returns how `plan` ends: a host that cannot be read outweighs the changes of the others. */
export function exitOfPlan(plan: Plan): ExitCode {
  const codes = plan.plays.flatMap(({ failed }) => failed.map(({ error }) => error.exitCode));
  if (codes.includes(exitCode.unreachable)) return exitCode.unreachable;
  return codes[0] ?? (planHasWork(plan) ? exitCode.changesPending : exitCode.done);
}

/** @returns whether a run would change something, or cannot know that it would not. */
export function planHasWork({ plays }: Plan): boolean {
  return plays.some(({ hosts }) => hosts.some(hasWork));
}

/** @returns how `run` ends when it was not interrupted. */
export function exitOfRun({ hosts, ok }: RunSummary): ExitCode {
  if (hosts.some(({ outcome }) => outcome === 'unreachable')) return exitCode.unreachable;
  return ok ? exitCode.done : exitCode.failed;
}

/** @returns how `verify` ends: what cannot be told is not proven. */
export function exitOfVerify(reports: readonly VerifyReport[]): ExitCode {
  const verdicts = reports.flatMap(({ results }) => results.flatMap((result) => result.verdicts));
  return verdicts.every(({ outcome }) => outcome === 'ok') ? exitCode.done : exitCode.verifyFailed;
}
