import { PassThrough } from 'node:stream';
import type { Context, Engine } from '../../src/cli/context.ts';
import type { History } from '../../src/history/history.ts';
import { createVoice } from '../../src/cli/voice.ts';
import { runProgram } from '../../src/cli/program.ts';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The questions that were asked. */
  readonly asked: readonly string[];
}

/** A history that remembers nothing. */
const noHistory: History = {
  begin() {
    const nothing = () => undefined;
    return Promise.resolve({
      isWhole: false,
      on: nothing,
      note: nothing,
      sumUp: nothing,
      end: () => Promise.resolve(),
    });
  },
  ids: () => [],
  read: () => ({ file: '', text: '' }),
};

/** Runs the program with an engine of the test's own, somebody at the terminal giving `answer`, or nobody there. */
export async function runWith(
  engine: Partial<Engine>,
  args: readonly string[],
  answer?: boolean,
  history = noHistory,
  said = '',
  folder?: string,
): Promise<Ended> {
  const { context, ended } = contextOf(engine, { answer, history, said, folder });
  await runProgram(args, context);
  return ended();
}

interface Around {
  readonly answer?: boolean | undefined;
  readonly history?: History;
  readonly said?: string;
  readonly folder?: string | undefined;
}

/** @returns what a command works with, and what came of it so far. */
export function contextOf(
  engine: Partial<Engine>,
  // No inventory is in that folder, nor above it.
  { answer, history = noHistory, said = '', folder = '/proc/self' }: Around = {},
): { readonly context: Context; readonly ended: () => Ended } {
  const [stdout, stderr] = [openStream(), openStream()];
  const asked: string[] = [];
  let code = 0;
  const refuse = () => Promise.reject(new Error('not to be called here'));
  const context: Context = {
    io: {
      stdout: stdout.stream,
      stderr: stderr.stream,
      colour: false,
      isInteractive: answer !== undefined,
      isLive: false,
      folder,
      user: process.getuid?.() ?? 0,
      confirm(question) {
        asked.push(question);
        return Promise.resolve(answer === true);
      },
      ask(question) {
        asked.push(question);
        return Promise.resolve(said);
      },
      exit: (status) => (code = status),
    },
    voice: createVoice(stderr.stream),
    engine: {
      plan: refuse,
      planAgain: refuse,
      verify: refuse,
      trySwitches: refuse,
      drill: refuse,
      findLocks: refuse,
      openHosts: refuse,
      lint: refuse,
      readInventory: refuse,
      selectHosts: refuse,
      findArchives: refuse,
      ...engine,
    },
    history,
    secrets: null,
  };
  return { context, ended: () => ({ code, stdout: stdout.text(), stderr: stderr.text(), asked }) };
}

function openStream(): { readonly stream: NodeJS.WriteStream; text: () => string } {
  let text = '';
  const stream = new PassThrough().setEncoding('utf8');
  stream.on('data', (chunk: string) => (text += chunk));
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}
