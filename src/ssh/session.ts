import { randomBytes } from 'node:crypto';
import { isLvsdeployError } from '../errors.ts';
import type { Host } from '../inventory/host.ts';
import { readBatch, type BatchOutput } from '../shell/batch-output.ts';
import { compileBatch, stopSignal } from '../shell/batch.ts';
import { escapeText } from '../escape.ts';
import { sh, type Shell } from '../shell/shell.ts';
import type { BatchOptions, Session, Snippet, SnippetResult } from '../shell/session.ts';
import { launchShell, sudoRefusal, wantsTerminal } from './become.ts';
import { ConnectionLost, DeadlineExceeded, ShellEnded } from './errors.ts';
import { deadlineExceeded } from './exec.ts';
import { watchTime } from './overtime.ts';
import { giveTerminal } from './terminal.ts';
import type { Connection, Transport } from './transport.ts';

/** A connection, and what was learnt on it. */
interface Line {
  readonly connection: Connection;
  readonly host: Host;
  roundTrips: number;
  /** Sudo said that it must have one. */
  needsTerminal: boolean;
}

/**
 * Connects to a host; its batches run with the privileges that its inventory entry asks for.
 * @throws what {@link Transport.connect} throws. Sudo is not asked before the first batch.
 */
export async function openSession(transport: Transport, host: Host): Promise<Session> {
  const connection = await transport.connect(host.name, host.access);
  const line: Line = { connection, host, roundTrips: 0, needsTerminal: false };
  return {
    host: host.name,
    get roundTrips() {
      return line.roundTrips;
    },
    run: async (snippets, options = {}) => {
      if (snippets.length === 0) return [];
      line.roundTrips += 1;
      return runBatch(line, snippets, options);
    },
    close: () => connection.close(),
  };
}

async function runBatch(
  line: Line,
  snippets: readonly Snippet[],
  options: BatchOptions,
): Promise<readonly SnippetResult[]> {
  const { connection, host, needsTerminal } = line;
  const nonce = randomBytes(16).toString('hex');
  const script = compileBatch(snippets, { nonce, stopOnFailure: options.stopOnFailure === true });
  const launch = launchShell(host.access.become, { nonce, script, label: options.label });
  const output = readBatch(snippets.length, nonce, options);
  const done = new AbortController();
  let late: DeadlineExceeded | null = null;
  const watch = watchTime(snippets, (limit) => {
    late = deadlineExceeded(host.name, limit);
    done.abort();
  });
  let isStopSent = false;
  const stopWhenAsked = () => {
    const shell = output.shell();
    if (options.signal?.aborted !== true || isStopSent || shell === null || output.isComplete()) return;
    isStopSent = true;
    void signalBatch(line, sh`kill -s ${stopSignal} ${shell}`);
  };
  const reading = (read: (chunk: string) => void, hear: (chunk: string) => void) => (chunk: string) => {
    read(chunk);
    hear(chunk);
    stopWhenAsked();
    watch(output.hasBegun() ? output.running() : 0);
    if (output.isComplete()) done.abort();
  };
  options.signal?.addEventListener('abort', stopWhenAsked);
  watch(0);
  const ended = await connection
    .exec(needsTerminal ? giveTerminal(launch.command) : launch.command, {
      stdin: launch.stdin,
      onStdout: reading(output.readStdout, launch.onStdout),
      onStderr: reading(output.readStderr, launch.onStderr),
      release: done.signal,
      ...(options.deadline !== undefined && { deadline: options.deadline }),
    })
    .then((result) => {
      if (late !== null) throw late;
      return result;
    })
    .catch(async (error: unknown) => {
      if (!(error instanceof ConnectionLost)) await endShell(line, output.shell());
      throw whileRunning(error, host.name, snippets, output);
    })
    .finally(() => {
      watch(null);
      options.signal?.removeEventListener('abort', stopWhenAsked);
    });
  if (output.isComplete() || (options.signal?.aborted === true && ended.code === 0)) return output.results();
  if (!output.hasBegun() && host.access.become.method === 'sudo') {
    if (wantsTerminal(output.noise()) && !needsTerminal) {
      line.needsTerminal = true;
      line.roundTrips += 1;
      return runBatch(line, snippets, options);
    }
    throw sudoRefusal(host, ended.code, output.noise(), nonce);
  }
  throw shellEnded(host.name, ended.signal ?? `status ${ended.code ?? 'unknown'}`, snippets, output);
}

/**
 * Ends what a batch that was given up has left running. It takes a command of its own: closing a channel ends nothing
 * without a terminal, and sshd passes no signals on for root.
 */
async function endShell(line: Line, shell: number | null): Promise<void> {
  if (shell === null) return;
  // Field 5 of proc_pid_stat(5) is the process group: sshd gives each command one of its own.
  await signalBatch(line, sh`read -r _ _ _ _ group _ </proc/${shell}/stat && kill -s TERM -- "-$group"`);
}

async function signalBatch(line: Line, script: Shell): Promise<void> {
  try {
    await runBatch(line, [{ name: 'signal the batch', script }], { deadline: 3000 });
  } catch {
    // The host is as it is; what is told is how the batch itself ended.
  }
}

/** @returns the same error with the snippet that was running in its message and place. */
function whileRunning(error: unknown, host: string, snippets: readonly Snippet[], output: BatchOutput): unknown {
  if (!isLvsdeployError(error)) return error;
  const { step, place } = whereIn(host, snippets, output);
  const details = { place, cause: error, ...(error.hint !== undefined && { hint: error.hint }) };
  if (error instanceof ConnectionLost) return new ConnectionLost(`${error.message}, ${step}`, details);
  if (error instanceof DeadlineExceeded) return new DeadlineExceeded(`${error.message}, ${step}`, details);
  return error;
}

function shellEnded(host: string, how: string, snippets: readonly Snippet[], output: BatchOutput): ShellEnded {
  const { step, place } = whereIn(host, snippets, output);
  const said = output.hasBegun() || output.noise() === '' ? '' : `\n  it says: ${escapeText(output.noise())}`;
  return new ShellEnded(`the shell ended with ${how}, ${step}${said}`, {
    place,
    hint: output.hasBegun()
      ? 'See what ended it: the kernel (out of memory), someone at the host, or the command itself.'
      : 'See that the account may run `sh`: its login shell, and ForceCommand in sshd_config.',
  });
}

function whereIn(host: string, snippets: readonly Snippet[], output: BatchOutput): { step: string; place: string } {
  if (!output.hasBegun()) return { step: 'before the batch began', place: host };
  const name = snippets[output.running() ?? snippets.length - 1]?.name ?? '';
  return { step: `while “${name}” was running`, place: `${host} › ${name}` };
}
