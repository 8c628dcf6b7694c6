import { spawn } from 'node:child_process';
import { LvsdeployError } from './errors.ts';

/** How a program ended. */
export interface Finished {
  /** Its exit status; `null` when a signal ended it, as one does after the timeout. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string;
  /** After this it is killed, and counts as failed. */
  readonly timeoutMs: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end, in a bounded time. */
export async function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) =>
      reject(
        new LvsdeployError(`cannot run ${program}: ${error.message}`, {
          hint: 'See that it is installed, in the PATH, and that you may run it.',
          cause: error,
        }),
      ),
    );
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    // A program that ends without reading its input is judged by its status.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** Runs a program that must succeed. @returns its standard output. */
export async function mustRun(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { status, stdout, stderr } = await runCommand(program, args, options);
  if (status === 0) return stdout;
  const how =
    status === null ? `was killed after at most ${options.timeoutMs / 1000} s` : `failed with status ${status}`;
  const said = (stderr.trim() || stdout.trim()).split('\n').slice(-15).join('\n');
  throw new LvsdeployError(`${program} ${args.join(' ')} ${how}${said === '' ? '' : `:\n${said}`}`, {
    hint: `Run it by hand in ${options.cwd ?? process.cwd()} on this machine to see what it ${status === null ? 'waits for' : 'lacks'}.`,
  });
}
