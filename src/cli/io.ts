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
    isInteractive: stdin.isTTY && stdout.isTTY,
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
