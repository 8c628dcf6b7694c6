import type { Consent, RunEvent } from '../engine/index.ts';
import { identifyRun } from '../engine/run-identity.ts';
import { toJson } from '../report/json.ts';
import { paint } from '../report/paint.ts';
import { runData } from '../report/run-json.ts';
import { openReporter, type Reporter } from '../report/reporter.ts';
import { whenAsked, type Verbosity } from '../report/verbosity.ts';
import { takeTurns } from '../turns.ts';
import type { Context, Planned } from './context.ts';
import { exitOfError, exitOfRun } from './exit.ts';
import type { Interrupt } from './interrupt.ts';
import type { Recording } from '../history/recording.ts';
import { headOf } from './run-head.ts';
import { showPlan } from './show-plan.ts';

/** How a plan is carried out. */
export interface CarryOutOptions {
  /** As the user named it: a playbook or a kept plan. */
  readonly what: string;
  /** The file of the plan, when it is a kept one. */
  readonly keptPlan: string | undefined;
  readonly json: boolean;
  readonly verbosity?: Verbosity | undefined;
  /** Nobody is asked about what goes beyond the plan. */
  readonly isAgreed: boolean;
  readonly interrupt: Interrupt;
}

/** Does what was planned, shows and records it while it is done, and says how the program is to end. */
export async function carryOut(
  planned: Planned,
  { what, keptPlan, json, verbosity, isAgreed, interrupt }: CarryOutOptions,
  context: Context,
): Promise<void> {
  const { io, history } = context;
  const identity = await identifyRun(what);
  const head = headOf(identity, planned.request, keptPlan);
  if (json) {
    io.stdout.write(`${toJson(runData(head))}\n`);
    showPlan(planned.plan, io, { json });
  }
  const reporter = await openReporter({ stream: io.stdout, colour: io.colour, isLive: io.isLive }, { json, verbosity });
  const recording = await history.begin(head, planned.plan);
  const consent = isAgreed ? {} : { askAgain: askAside({ reporter, recording, verbosity }, context) };
  const emit = (event: RunEvent) => {
    recording.on(event);
    reporter.on(event);
  };
  const note = (line: string) => {
    recording.note(line);
    reporter.note(line);
  };
  const summary = await interrupt
    .during(
      () => planned.apply(emit, identity, consent),
      () => note('interrupted: the running step ends, no other starts; a second time leaves it half done'),
    )
    .finally(() => reporter.close())
    .catch(async (error: unknown) => {
      await recording.end(exitOfError(error), error);
      throw error;
    });
  const exitCode = interrupt.exitCode() ?? exitOfRun(summary);
  recording.sumUp(summary);
  reporter.end(summary);
  io.exit(exitCode);
  await recording.end(exitCode);
  if (!json && recording.isWhole) {
    io.stdout.write(`${paint(io.colour).dim(`lvsdeploy history show ${head.id}`)}\n`);
  }
}

/** Whom a question concerns. */
interface Listeners extends Pick<CarryOutOptions, 'verbosity'> {
  readonly reporter: Reporter;
  readonly recording: Recording;
}

/** Shows what a host would take beyond the plan, and asks; one question at a time. */
function askAside({ reporter, recording, verbosity }: Listeners, { io }: Context): NonNullable<Consent['askAgain']> {
  const inTurn = takeTurns(1);
  return ({ play, host, tasks }) =>
    inTurn(() =>
      reporter.aside(async () => {
        const beyond = { name: play, hosts: [{ host, tasks }], batches: [[host]], failed: [] };
        io.stdout.write(`${host} changed since the plan was shown:\n`);
        showPlan({ playbook: 'beyond the plan', plays: [beyond] }, io, {
          json: false,
          verbosity: whenAsked(verbosity),
        });
        const isAgreed = await io.confirm(`Carry this out on ${host} as well?`);
        const list = tasks.map(({ resource }) => resource).join(', ');
        recording.note(`${host}: beyond the plan, and ${isAgreed ? 'agreed to' : 'refused'}: ${list}`);
        return isAgreed;
      }),
    );
}
