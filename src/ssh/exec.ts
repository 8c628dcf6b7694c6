import type { Client, ClientChannel } from 'ssh2';
import { ConnectionLost, DeadlineExceeded } from './errors.ts';
import type { ExecOptions, ExecResult } from './transport.ts';

/** An open ssh2 client. */
export interface OpenClient {
  readonly name: string;
  readonly client: Client;
  /** The last error it had: why a channel died. */
  lastError(): Error | null;
  close(): void;
}

/** Runs one command on an open client; the rules are those of `Connection.exec`. */
export function execCommand(open: OpenClient, command: string, options: ExecOptions): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const { release } = options;
    let channel: ClientChannel | undefined;
    let settled = false;

    const settle = (outcome: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      release?.removeEventListener('abort', onRelease);
      outcome();
    };
    const end = (error: Error) => {
      channel?.close();
      settle(() => reject(error));
    };
    const onRelease = () => {
      channel?.close();
      settle(() => resolve({ code: null, signal: null }));
    };
    const timer =
      options.deadline === undefined
        ? undefined
        : setTimeout(() => end(deadlineExceeded(open.name, options.deadline ?? 0)), options.deadline);
    const lost = () => settle(() => reject(connectionLost(open)));

    release?.addEventListener('abort', onRelease);

    const onChannel = (error: Error | undefined, opened: ClientChannel) => {
      if (error) {
        if (isRefusedChannel(error)) settle(() => reject(error));
        else lost();
        return;
      }
      channel = opened;
      if (settled) {
        opened.close();
        return;
      }
      // A failed write shows as the end of the channel; unheard, the event would end the process.
      opened.on('error', () => undefined);
      const stderrClosed = new Promise<void>((closed) => opened.stderr.once('close', closed));
      opened.on('close', (code?: number | null, signalName?: string) => {
        void stderrClosed.then(() => {
          if (typeof code !== 'number' && signalName === undefined) lost();
          else settle(() => resolve({ code: code ?? null, signal: signalName ?? null }));
        });
      });
      opened.setEncoding('utf8').on('data', options.onStdout);
      opened.stderr.setEncoding('utf8').on('data', options.onStderr);
      if (typeof options.stdin === 'string') opened.end(options.stdin);
      else options.stdin({ write: (text) => void opened.write(text), end: () => void opened.end() });
    };
    try {
      open.client.exec(command, onChannel);
    } catch {
      lost(); // ssh2 throws 'Not connected' at once on a client whose socket is gone.
    }
  });
}

/** @returns whether the server would not open one more channel, the connection itself being sound. */
export function isRefusedChannel(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('(SSH) Channel open failure');
}

function connectionLost(open: OpenClient): ConnectionLost {
  const cause = open.lastError();
  return new ConnectionLost(`the connection was lost${cause ? `: ${cause.message}` : ''}`, {
    place: open.name,
    hint: 'See whether the host is up, then run again: what was done is not done twice.',
    cause: cause ?? undefined,
  });
}

/** @returns the error of what did not end in so many milliseconds. */
export function deadlineExceeded(name: string, milliseconds: number): DeadlineExceeded {
  return new DeadlineExceeded(`not done after ${milliseconds / 1000} s`, {
    place: name,
    hint: 'See what holds it up on the host, then run again.',
  });
}
