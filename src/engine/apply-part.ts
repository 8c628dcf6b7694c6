import type { Session, Snippet, SnippetResult } from '../shell/session.ts';
import { ConnectionLost, ShellEnded } from '../ssh/errors.ts';
import { sendFile, type SentFile } from '../ssh/send-file.ts';
import type { HostTurn } from './apply-host.ts';
import { Interrupted } from './errors.ts';
import { actionFailed, placeOf, type Progress } from './progress.ts';
import { awaitReboot, bootIdSnippet } from './reboot.ts';
import { labelOf } from './run-shells.ts';
import type { WavePart } from './wave-parts.ts';

/**
 * Carries out one part of a wave, and then the readings.
 * @returns what the readings said.
 * @throws ActionFailed, Interrupted, NotBack, and what {@link Session.run} throws; what comes after it was not run.
 */
export async function applyPart(
  turn: HostTurn,
  part: WavePart,
  readings: readonly Snippet[],
  progress: Progress,
): Promise<readonly SnippetResult[]> {
  if (part.sends !== null) await sendFirst(turn, part, part.sends, progress);
  if (part.on !== null) await applyElsewhere(turn, part, part.on, progress);
  else if (part.reboots) await applyAndReboot(turn, part, progress);
  else return (await runBatch(turn, turn.session, part, readings, progress)).slice(part.snippets.length);
  return [];
}

/** @returns the error of a turn that nobody wants to go on. */
export function interrupted({ session }: Pick<HostTurn, 'session'>): Interrupted {
  return new Interrupted('interrupted before everything was done', {
    place: session.host,
    hint: 'The step that ran has ended. Run again to go on where this one stopped.',
  });
}

/** Puts a file on the host; what fails there is the failure of the snippet that it is for. */
async function sendFirst(
  turn: HostTurn,
  { start, snippets }: WavePart,
  sends: SentFile,
  progress: Progress,
): Promise<void> {
  const [snippet] = snippets;
  let result: SnippetResult;
  try {
    result = await sendFile(turn.session, sends, {
      ...(turn.run && { label: labelOf(turn.run) }),
      ...(turn.signal && { signal: turn.signal }),
      onSent: (bytes, all) => progress.output(start, 'stdout', `sent ${bytes} of ${all} bytes\n`),
    });
  } catch (error) {
    progress.lost(error);
    throw error;
  }
  if (result.status === null) throw interrupted(turn);
  if (result.status === 0 || snippet === undefined) return;
  progress.done(start, result);
  throw actionFailed(turn, snippet, result);
}

/** All hosts of the part side by side; the first that fails is the part's failure, once all have ended. */
async function applyElsewhere(
  turn: HostTurn,
  part: WavePart,
  on: readonly string[],
  progress: Progress,
): Promise<void> {
  const oneOfMany: Progress = { ...progress, done: () => undefined, lost: () => undefined };
  const runs = on.map(async (name) => runBatch(turn, await turn.peer(name), part, [], oneOfMany));
  const failed = (await Promise.allSettled(runs)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    if (!(failed.reason instanceof Interrupted)) progress.lost(failed.reason);
    throw failed.reason;
  }
  part.snippets.forEach((_, index) => progress.done(part.start + index, succeeded));
}

async function applyAndReboot(turn: HostTurn, part: WavePart, progress: Progress): Promise<void> {
  const reboot = part.snippets.at(-1);
  if (reboot === undefined) return;
  const { step, action, timeout = 0 } = reboot;
  const lastIndex = part.start + part.snippets.length - 1;
  const [answer] = await turn.session.run([bootIdSnippet]);
  // The reboot is done when the host is back, and it may go down before it has said that it will.
  const waiting: Progress = {
    ...progress,
    done: (index, result) => {
      if (index < lastIndex || result.status !== 0) progress.done(index, result);
    },
    lost: (error) => {
      if (!isGoneDown(error)) progress.lost(error);
    },
  };
  try {
    await runBatch(turn, turn.session, part, [], waiting);
  } catch (error) {
    if (!isGoneDown(error)) throw error;
  }
  try {
    await awaitReboot(turn, {
      bootId: answer?.stdout.trim() ?? '',
      patience: timeout,
      description: action.description,
      place: placeOf(turn, step.task.role, step.task.resource.id),
    });
  } catch (error) {
    progress.lost(error);
    throw error;
  }
  progress.done(lastIndex, succeeded);
}

const succeeded: SnippetResult = { status: 0, stdout: '', stderr: '' };

function isGoneDown(error: unknown): boolean {
  return error instanceof ConnectionLost || error instanceof ShellEnded;
}

async function runBatch(
  turn: HostTurn,
  session: Session,
  { start, snippets }: WavePart,
  readings: readonly Snippet[],
  progress: Progress,
): Promise<readonly SnippetResult[]> {
  let results: readonly SnippetResult[];
  try {
    results = await session.run([...snippets, ...readings], {
      stopOnFailure: true,
      ...(turn.run && { label: labelOf(turn.run) }),
      onOutput: (index, stream, text) => progress.output(start + index, stream, text),
      onDone: (index, result) => {
        if (index < snippets.length) progress.done(start + index, result);
      },
      ...(turn.signal && { signal: turn.signal }),
    });
  } catch (error) {
    progress.lost(error);
    throw error;
  }
  const ended = results.findIndex(({ status }) => status !== 0);
  const [snippet, result] = [snippets[ended], results[ended]];
  // Nothing failed before it, and it was not run.
  if (result?.status === null) throw interrupted(turn);
  if (snippet !== undefined && result !== undefined) throw actionFailed({ session }, snippet, result);
  return results;
}
