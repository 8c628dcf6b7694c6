import { exitCode, type ExitCode } from '../errors.ts';
import type { VerifyReport } from '../verify/report.ts';
import type { Context } from './context.ts';
import { exitOfVerify } from './exit.ts';
import { createInterrupt } from './interrupt.ts';

export interface Tried {
  readonly reports: readonly VerifyReport[];
  /** How the program ends; null where what was found decides. */
  readonly exitCode: ExitCode | null;
}

const question =
  'Stop and start /sbin/lvsdr.sh on each director, one after the other? The VIP moves, and without a second director the service is gone meanwhile.';

/** Makes the disruptive checks if the others are all ok and it is agreed to. An interrupt ends them with everything as it was. */
export async function tryDisruptive(
  asked: readonly VerifyReport[],
  {
    inventory,
    cluster,
    yes,
  }: { readonly inventory: string; readonly cluster: string | undefined; readonly yes: boolean },
  { io, engine }: Pick<Context, 'io' | 'engine'>,
): Promise<Tried> {
  if (exitOfVerify(asked) !== exitCode.done) {
    io.stderr.write('The disruptive checks were not made: mend what is not ok first.\n');
    return { reports: [], exitCode: null };
  }
  if (!yes && !(await io.confirm(question))) {
    io.stdout.write('Nothing was changed.\n');
    return { reports: [], exitCode: exitCode.changesPending };
  }
  const interrupt = createInterrupt();
  const reports = await interrupt.during(
    () =>
      engine.trySwitches({
        inventory,
        cluster,
        signal: interrupt.signal,
        tell: (line) => void io.stderr.write(`${line}\n`),
      }),
    () => void io.stderr.write('Interrupted: what was stopped is started again.\n'),
  );
  return { reports, exitCode: interrupt.exitCode() };
}
