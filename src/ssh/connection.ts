import { Unreachable } from './errors.ts';
import { execCommand, isRefusedChannel, type OpenClient } from './exec.ts';
import type { Connection, ExecOptions, ExecResult, OnWait } from './transport.ts';
import { tryAgain } from './try-again.ts';
import { takeTurns } from '../turns.ts';

// sshd takes 10 channels (`MaxSessions`) and frees one only when its command is reaped: eight at a time have failed.
const channelsPerHost = 4;
const patience = { attempts: Infinity, within: 30_000, firstPause: 100, longestPause: 1000, quiet: 1000 };

/** @returns the connection of an open client. A command that no channel could be had for has not run, and is tried again. */
export function connectionOver(open: OpenClient, onWait: OnWait): Connection {
  const inTurn = takeTurns(channelsPerHost);
  const exec = (command: string, options: ExecOptions): Promise<ExecResult> =>
    tryAgain(
      {
        attempt: () =>
          options.release?.aborted === true
            ? Promise.resolve({ code: null, signal: null })
            : execCommand(open, command, options),
        isPassing: isRefusedChannel,
        onWait: (_, until) =>
          onWait({ host: open.name, problem: 'it opens no more sessions on our connection', until }),
      },
      { ...patience, within: Math.min(patience.within, options.deadline ?? Infinity) },
    );
  return {
    exec: (command, options) =>
      inTurn(async () => {
        try {
          return await exec(command, options);
        } catch (error) {
          throw isRefusedChannel(error) ? channelsRefused(open.name, error) : error;
        }
      }),
    close: () => open.close(),
  };
}

function channelsRefused(name: string, cause: unknown): Unreachable {
  return new Unreachable('the host opens no more sessions on our connection', {
    place: name,
    hint: 'See MaxSessions in its sshd_config, and its sshd log.',
    cause,
  });
}
