import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import { askSupervisor } from './supervisor/control.ts';
import { runFolder } from './folders.ts';
import { beingBroughtUp, phaseOf, removeLeftovers } from './leftovers.ts';

export interface DownOptions {
  readonly say?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/** Takes a lab down, with all it has on this machine but the cached image; one that is not up, or has crashed, as well. Needs root. */
export async function downLab(name: string, options: DownOptions = {}): Promise<void> {
  const say = options.say ?? (() => undefined);
  const run = runFolder(name, options.env ?? process.env);
  const phase = await phaseOf(run);
  if (phase === 'starting') throw await beingBroughtUp(name, run);
  if (phase === 'crashed') say(`the lab ${name} had crashed: cleaning up what is left of it`);
  if (phase === 'live') await stopSupervisor(run, say);
  await removeLeftovers(name, run);
  say(phase === 'none' ? `the lab ${name} is not up` : `the lab ${name} is down`);
}

async function stopSupervisor(run: string, say: (line: string) => void): Promise<void> {
  // A supervisor that does not obey is ended with everything else of the lab.
  await askSupervisor(run, { verb: 'stop' }, 20_000).catch((error: unknown) => say(messageOf(error)));
  const deadline = Date.now() + 5_000;
  while (Date.now() < deadline && (await phaseOf(run)) === 'live') await sleep(50);
}
