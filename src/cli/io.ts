import type { ExitCode } from '../errors.ts';
import { wantsColour } from '../report/paint.ts';

/** What a command has of the process it runs in. */
export interface Io {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Whether text for a person is coloured on standard output. */
  readonly colour: boolean;
  /** Whether somebody is there to answer. */
  readonly isInteractive: boolean;
  /** Whether lines on standard output may be written again: a terminal that knows its size, and somebody before it. */
  readonly isLive: boolean;
  /** The folder that the program runs in; null when it was removed. */
  readonly folder: string | null;
  /** The user who runs it. */
  readonly user: number;
  /** @returns whether the answer is yes; no is the default. */
  confirm(question: string): Promise<boolean>;
  /** @returns the words of a person. */
  ask(question: string): Promise<string>;
  /** Says how the process is to end once nothing is left to do. */
  exit(code: ExitCode): void;
}

/** @returns the streams of this process. A reader (`| head`) or a terminal that goes away never ends a run in the middle. */
export function processIo({ stdin, stdout, stderr, env }: NodeJS.Process): Io {
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
  return {
    stdout,
    stderr,
    colour: wantsColour(stdout, env),
    isInteractive: stdin.isTTY && stdout.isTTY && !isUnattended(env),
    // A terminal that does not know its width (a pty nobody sized) would show rows of no characters.
    isLive: stdout.isTTY && stdout.columns > 0 && env['TERM'] !== 'dumb' && !isUnattended(env),
    folder: workingFolder(),
    user: process.getuid?.() ?? 0,
    async confirm(message) {
      const { default: inquirer } = await import('inquirer');
      const { answer } = await inquirer.prompt<{ answer: boolean }>([
        { type: 'confirm', name: 'answer', message, default: false },
      ]);
      return answer;
    },
    async ask(message) {
      const { default: inquirer } = await import('inquirer');
      const { answer } = await inquirer.prompt<{ answer: string }>([{ type: 'input', name: 'answer', message }]);
      return answer;
    },
    exit(code) {
      process.exitCode = code;
    },
  };
}

/** Continuous integration gives its jobs terminals, but nobody sits there. */
export function isUnattended({ CI = '' }: NodeJS.ProcessEnv): boolean {
  return !['', '0', 'false'].includes(CI);
}

/** @returns the folder that the program runs in; null when it was removed. */
export function workingFolder(): string | null {
  try {
    return process.cwd();
  } catch {
    return null;
  }
}
