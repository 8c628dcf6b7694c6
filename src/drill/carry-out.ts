import { awaitProbe, awaitState, rest } from './await-state.ts';
import type { DrillReport } from './drill.ts';
import { ask } from './on-host.ts';
import { reportOf, type Course } from './report-of.ts';
import type { RunningProbe } from './run-probe.ts';
import type { Aim, Scenario } from './scenario.ts';
import { strikeHost, undoStrike } from './strike-host.ts';
import type { DrillTools } from './tools.ts';

/** Carries out one drill and measures it; whatever happens, the host is restored before this returns or throws. */
export async function carryOutDrill(
  scenario: Scenario,
  aim: Aim,
  round: number,
  tools: DrillTools,
): Promise<DrillReport> {
  const startedAt = new Date().toISOString();
  const question = scenario.asks?.(aim);
  const said = question === undefined ? '' : await ask(question.host, question.script, tools);
  const strike = scenario.strike(aim, said);
  const expected = scenario.expects(aim);
  const course: Course = { startedAt, marks: [], struckAt: null, undoneAt: null, emptiedAt: null, backAt: null };
  let isStruck = false as boolean;
  let probe: RunningProbe | null = null;

  const note = (what: string, isFault: boolean) => {
    course.marks.push({ at: Date.now(), what, isFault });
    tools.tell(what);
  };
  const act = async () => {
    note(strike.what, strike.measures !== 'undo');
    course.struckAt = Date.now();
    isStruck = true;
    await strikeHost(strike, aim, expected, tools);
    await awaitState(strike.afterAct, aim, expected, probe, tools);
    if (strike.afterAct.kind === 'out') course.emptiedAt = Date.now();
  };
  const undo = async () => {
    if (strike.undo.kind !== 'nothing') note(strike.undoing, strike.measures === 'undo');
    course.undoneAt = Date.now();
    await undoStrike(strike, tools);
    course.backAt = Date.now();
    isStruck = false;
    await awaitState(strike.afterUndo, aim, expected, probe, tools);
  };

  try {
    if (strike.measures === 'undo') await act();
    probe = await tools.startProbe();
    await awaitProbe(probe, aim, tools);
    if (strike.measures !== 'undo') {
      await act();
      await rest(aim, probe, tools);
    }
    if (strike.measures !== 'act') {
      await undo();
      await rest(aim, probe, tools);
    }
    await probe.stop();
    if (strike.measures === 'act') await undo();
  } finally {
    // Whatever went wrong: first the cluster, then the client.
    if (isStruck) {
      tools.tell(strike.undoing);
      await undoStrike(strike, tools);
    }
    if (probe?.record.hasEnded === false) await probe.stop().catch(() => undefined);
  }
  const wrong = await tools.awaitHealth();

  return reportOf({ scenario: scenario.name, round, aim, strike, expected, course, probe, watch: tools.watch, wrong });
}
