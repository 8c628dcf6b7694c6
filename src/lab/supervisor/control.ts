import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LvsdeployError, messageOf } from '../../errors.ts';
import { commandOn } from '../command-line.ts';

/** What the supervisor does with one guest. */
export const guestVerbs = ['kill', 'start', 'cut', 'heal'] as const;
export type GuestVerb = (typeof guestVerbs)[number];

/** One line to the supervisor. */
export type ControlRequest =
  { readonly verb: 'status' } | { readonly verb: 'stop' } | { readonly verb: GuestVerb; readonly host: string };

/** How a guest is, as its supervisor sees it. */
export interface GuestStatus {
  readonly host: string;
  /** `crashed`: its kernel ended by itself, or there was none that could be started. */
  readonly state: 'booting' | 'running' | 'off' | 'crashed';
  /** Off the segment: its packets go nowhere, and ssh to it neither. */
  readonly isCut: boolean;
  /** How often it was started; a reboot counts. */
  readonly boots: number;
}

/** One line back: how all guests are after the request, or why it was refused. */
export type ControlAnswer =
  { readonly ok: true; readonly guests: readonly GuestStatus[] } | { readonly ok: false; readonly message: string };

/** @returns the path of the supervisor's socket. */
export function controlSocket(run: string): string {
  return join(run, 'control');
}

/** @returns the file with what the supervisor says. */
export function logOf(run: string): string {
  return join(run, 'supervisor.log');
}

/** Answers requests, one JSON line each, on the lab's control socket. */
export async function serveControl(
  run: string,
  obey: (request: ControlRequest) => Promise<readonly GuestStatus[]>,
): Promise<Server> {
  const path = controlSocket(run);
  await rm(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    // An error of the socket is one of the interface, too, and would end the process if nobody listened.
    createInterface({ input: socket })
      .on('error', () => socket.destroy())
      .on('line', (line) => void answer(socket, line, obey));
  });
  server.listen(path);
  await once(server, 'listening');
  return server;
}

/** Asks the lab's supervisor. @returns how the guests are then. */
export async function askSupervisor(
  run: string,
  request: ControlRequest,
  timeoutMs = 30_000,
): Promise<readonly GuestStatus[]> {
  const answer = await exchange(run, request, timeoutMs);
  if (answer.ok) return answer.guests;
  throw new LvsdeployError(answer.message, { hint: `The log of the lab's supervisor: ${logOf(run)}` });
}

async function answer(
  socket: Socket,
  line: string,
  obey: (request: ControlRequest) => Promise<readonly GuestStatus[]>,
): Promise<void> {
  let reply: ControlAnswer;
  try {
    reply = { ok: true, guests: await obey(JSON.parse(line) as ControlRequest) };
  } catch (error) {
    reply = { ok: false, message: messageOf(error) };
  }
  socket.write(`${JSON.stringify(reply)}\n`);
}

function exchange(run: string, request: ControlRequest, timeoutMs: number): Promise<ControlAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(controlSocket(run));
    const fail = (reason: string) => {
      clearTimeout(timer);
      socket.destroy();
      reject(
        new LvsdeployError(`the lab's supervisor did not answer: ${reason}`, {
          hint: `Its log: ${logOf(run)}; this ends it, also when it hangs: ${commandOn(run, 'down')}`,
        }),
      );
    };
    const timer = setTimeout(fail, timeoutMs, `nothing came within ${timeoutMs / 1000} s`);
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail('the connection was closed'));
    createInterface({ input: socket })
      .on('error', (error: Error) => fail(error.message))
      .on('line', (line) => {
        clearTimeout(timer);
        resolve(JSON.parse(line) as ControlAnswer);
        socket.destroy();
      });
    socket.write(`${JSON.stringify(request)}\n`);
  });
}
