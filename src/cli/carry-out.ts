import type { Consent, PlannedRun } from '../engine/index.ts';
import { identifyRun } from '../engine/run-identity.ts';
import { openReporter, type Reporter } from '../report/reporter.ts';
import { takeTurns } from '../turns.ts';
import type { Context } from './context.ts';
import { exitOfRun } from './exit.ts';
import type { Interrupt } from './interrupt.ts';
import { showPlan } from './show-plan.ts';

/** How a plan is carried out. */
export interface CarryOutOptions {
  /** As the user named it. */
  readonly what: string;
  readonly json: boolean;
  /** Nobody is asked about what goes beyond the plan. */
  readonly isAgreed: boolean;
  readonly interrupt: Interrupt;
}

/** Does what was planned, shows it while it is done, and says how the program is to end. */
export async function carryOut(
  planned: PlannedRun,
  { what, json, isAgreed, interrupt }: CarryOutOptions,
  context: Context,
): Promise<void> {
  const { io } = context;
  const identity = await identifyRun(what);
  const reporter = await openReporter({ stream: io.stdout, colour: io.colour }, { json });
  const consent = isAgreed ? {} : { askAgain: askAside(reporter, context) };
  const summary = await interrupt
    .during(
      () => planned.apply((event) => reporter.on(event), identity, consent),
      () => reporter.note('interrupted: the running step ends, no other starts; a second time leaves it half done'),
    )
    .finally(() => reporter.close());
  reporter.end(summary);
  io.exit(interrupt.exitCode() ?? exitOfRun(summary));
}

/** Shows what a host would take beyond the plan, and asks; one question at a time. */
function askAside(reporter: Reporter, { io }: Context): NonNullable<Consent['askAgain']> {
  const inTurn = takeTurns(1);
  return ({ play, host, tasks }) =>
    inTurn(() =>
      reporter.aside(() => {
        const beyond = { name: play, hosts: [{ host, tasks }], batches: [[host]], failed: [] };
        io.stdout.write(`${host} changed since the plan was shown:\n`);
        showPlan({ playbook: 'beyond the plan', plays: [beyond] }, io, { json: false });
        return io.confirm(`Carry this out on ${host} as well?`);
      }),
    );
}
