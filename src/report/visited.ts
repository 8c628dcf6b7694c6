import type { Visited } from '../engine/visit-hosts.ts';
import { exitCode, type ExitCode } from '../errors.ts';
import { errorData } from './json.ts';

/** @returns how a command ends that visited hosts: one that cannot be reached outweighs other failures. */
export function exitOfVisits(visited: readonly Visited<unknown>[]): ExitCode {
  const codes = visited.flatMap((one) => ('error' in one ? [one.error.exitCode] : []));
  return codes.includes(exitCode.unreachable) ? exitCode.unreachable : (codes[0] ?? exitCode.done);
}

/** @returns the visits as data for a program: what each brought beside the host, or its error. */
export function visitsData<Result extends object>(visited: readonly Visited<Result>[]): unknown {
  return {
    hosts: visited.map(({ host, milliseconds, ...rest }) => ({
      host,
      milliseconds,
      ...('result' in rest ? rest.result : { error: errorData(rest.error) }),
    })),
  };
}
