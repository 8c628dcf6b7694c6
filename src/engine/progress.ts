import { isLvsdeployError, LvsdeployError, messageOf } from '../errors.ts';
import type { SnippetResult } from '../shell/session.ts';
import { ActionFailed } from './errors.ts';
import type { HostTurn } from './apply-host.ts';
import { dropWaitLines, readWaitLines } from './wait-lines.ts';
import type { WaveSnippet } from './wave.ts';

/** What a wave tells of itself while it runs. */
export interface Progress {
  output: (index: number, stream: 'stdout' | 'stderr', text: string) => void;
  done: (index: number, result: SnippetResult) => void;
  lost: (error: unknown) => void;
}

/** Turns the ends of snippets into the events of their tasks. */
export function trackProgress({ play, session, emit }: HostTurn, snippets: readonly WaveSnippet[]): Progress {
  let current = 0;
  let since = Date.now();
  const place = ({ step: { task } }: WaveSnippet) => ({
    play,
    host: session.host,
    role: task.role,
    resource: task.resource.id,
  });
  const start = () => {
    const snippet = snippets[current];
    if (snippet === undefined) return;
    const actions = snippet.step.actions.map(({ description, script }) => ({ description, script: script.shown }));
    emit({ type: 'task-started', ...place(snippet), action: snippet.action.description, actions });
  };
  const fail = (snippet: WaveSnippet, error: LvsdeployError) => {
    emit({ type: 'task-done', ...place(snippet), outcome: 'failed', milliseconds: Date.now() - since, error });
  };
  const outputs = snippets.map((snippet) => {
    const { resource, ...where } = place(snippet);
    return readWaitLines({
      onText: (text) => emit({ type: 'task-output', ...where, resource, stream: 'stdout', text }),
      onWait: (what, seconds) =>
        emit({
          type: 'host-note',
          host: where.host,
          text: `${resource}: ${what}`,
          until: Date.now() + seconds * 1000,
        }),
    });
  });
  start();
  return {
    output(index, stream, text) {
      const snippet = snippets[index];
      if (snippet === undefined) return;
      if (stream === 'stdout') outputs[index]?.read(text);
      else emit({ type: 'task-output', ...place(snippet), stream, text });
    },
    done(index, result) {
      const snippet = snippets[index];
      if (snippet === undefined) return;
      outputs[index]?.end();
      current = index + 1;
      if (result.status !== 0) {
        fail(snippet, actionFailed({ session }, snippet, result));
        return;
      }
      if (!snippet.isLastOfStep) return;
      emit({ type: 'task-done', ...place(snippet), outcome: 'changed', milliseconds: Date.now() - since });
      since = Date.now();
      start();
    },
    lost(error) {
      const snippet = snippets[current];
      if (snippet === undefined) return;
      fail(snippet, isLvsdeployError(error) ? error : new LvsdeployError(messageOf(error), { cause: error }));
    },
  };
}

/** @returns the error of an action that ended with another status than 0. */
export function actionFailed(
  turn: Pick<HostTurn, 'session'>,
  { step, action }: WaveSnippet,
  { status, stdout, stderr }: SnippetResult,
): ActionFailed {
  const output = [dropWaitLines(stdout).trim(), stderr.trim()].filter((text) => text !== '').join('\n');
  const tail = output.split('\n').slice(-20).join('\n');
  const ending = `"${action.description}" ended with status ${status ?? 'unknown'}`;
  return new ActionFailed(tail === '' ? ending : `${ending}:\n${tail}`, {
    place: placeOf(turn, step.task.role, step.task.resource.id),
    hint: 'What came before it is done, what comes after it was not run. Mend the cause and run again: a run goes on where this one stopped.',
  });
}

/** @returns where a task is, for messages. */
export function placeOf(turn: Pick<HostTurn, 'session'>, role: string, resource: string): string {
  return `${turn.session.host} › ${role} › ${resource}`;
}
