import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { UsageError } from '../errors.ts';
import { lastLines } from '../shell/last-lines.ts';
import { quote } from '../shell/shell.ts';
import type { HostAccess } from '../inventory/host.ts';
import type { Route } from './route.ts';

const complaintKept = 2048;
const complaintWait = 500;

/** @returns the command with its tokens filled in (ssh_config(5), TOKENS: `%h %p %r %n %%`), each as one word of the shell. */
export function expandProxyCommand(command: string, name: string, access: HostAccess): string {
  const tokens = new Map([
    ['%%', '%'],
    ['%h', quote(access.address)],
    ['%p', String(access.port)],
    ['%r', quote(access.user)],
    ['%n', quote(name)],
  ]);
  return command.replace(/%.?/gs, (token) => {
    const value = tokens.get(token);
    if (value === undefined) {
      throw new UsageError(`proxyCommand holds ${token}, which is none of %h %p %r %n %%`, {
        place: name,
        hint: 'Write %% for a percent sign.',
      });
    }
    return value;
  });
}

/** Starts a proxy command; its standard input and output are the connection, and it ends with it. */
export function startProxy(command: string): Route {
  // In a session of its own: ^C is for this program, and must not cut the connection under the running step.
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = lastLines(complaint + text, complaintKept);
  });
  // Of one that is ended here there is no status.
  let status = 0;
  const closed = new Promise((resolve) => {
    child.once('close', (code) => {
      status = code ?? 0;
      resolve(code);
    });
  });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  stream.on('error', () => undefined); // Whoever uses the stream hears of it as well.
  child.on('error', (error) => stream.destroy(error));
  stream.on('close', () => child.kill());
  return {
    stream,
    complaint: async () => {
      await Promise.race([closed, wait(complaintWait, undefined, { ref: false })]);
      return complaint.trim() || (status === 0 ? '' : `nothing, and ended with status ${status}`);
    },
  };
}
