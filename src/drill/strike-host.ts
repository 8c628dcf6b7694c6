import { isLvsdeployError, LvsdeployError } from '../errors.ts';
import { arm, release } from '../engine/armed.ts';
import { runOn } from './on-host.ts';
import type { Aim, Expectations, Strike } from './scenario.ts';
import { armedFor } from './times.ts';
import type { DrillTools } from './tools.ts';

/** Milliseconds until a host that was cut off or lost its power must be reached again. */
const longestReturn = 600_000;

/** The host is armed in the batch that strikes it: there is no moment in which it is struck and would stay so. */
export async function strikeHost(strike: Strike, aim: Aim, expected: Expectations, tools: DrillTools): Promise<void> {
  const { host, act, undo, what } = strike;
  if (act.kind === 'power') {
    await tools.turnPower(act.command);
    return;
  }
  if (undo.kind === 'power') throw new LvsdeployError('a script cannot be undone by a switch', { place: host });
  if (undo.kind === 'nothing') {
    await runOn(host, [act.script], what, tools);
    return;
  }
  const seconds = armedFor(aim, strike, expected);
  await runOn(host, [arm(undo.script, seconds), act.script], what, tools);
  const until = new Date(Date.now() + seconds * 1000).toTimeString().slice(0, 8);
  tools.tell(`${host} restores itself at ${until}, whatever becomes of this machine`);
}

/** Puts the host back as it was, also when it cannot be reached at first. */
export async function undoStrike(strike: Strike, tools: DrillTools): Promise<void> {
  const { host, act, undo } = strike;
  if (undo.kind === 'nothing') return;
  if (undo.kind === 'power') {
    await tools.turnPower(undo.command);
    await reach(host, longestReturn, tools);
    return;
  }
  if (act.kind === 'isolate') await reach(host, longestReturn, tools);
  try {
    await runOn(host, [release()], strike.undoing, tools);
  } catch (error) {
    if (!isLvsdeployError(error)) throw error;
    await reach(host, longestReturn, tools);
    await runOn(host, [release()], strike.undoing, tools);
  }
}

/** Connects anew until the host answers; not even an interrupt ends that before its time. */
async function reach(host: string, milliseconds: number, tools: DrillTools): Promise<void> {
  const end = Date.now() + milliseconds;
  for (;;) {
    try {
      await tools.again(host);
      return;
    } catch (error) {
      if (!isLvsdeployError(error) || Date.now() > end) throw error;
      await tools.pause(500);
    }
  }
}
