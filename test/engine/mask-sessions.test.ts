import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { applyHost, readHost } from '../../src/engine/apply-host.ts';
import type { RunEvent } from '../../src/engine/event.ts';
import { maskSessions } from '../../src/engine/mask-sessions.ts';
import { maskTask } from '../../src/engine/mask-task.ts';
import type { Host } from '../../src/inventory/host.ts';
import { maskOf } from '../../src/mask.ts';
import { command } from '../../src/resources/command.ts';
import { Secret } from '../../src/secret.ts';
import type { BatchOptions, Session, Snippet } from '../../src/shell/session.ts';
import { sh, type Shell } from '../../src/shell/shell.ts';
import { ConnectionLost, SudoRefused, Unreachable } from '../../src/ssh/errors.ts';
import { alone, localSession } from './local-session.ts';
import { tasksOf } from './resources.ts';

const host = { name: 'local' } as Host;
const sudoPassword = new Secret('hunter2');
const mask = maskOf([sudoPassword]);
const masked = (session: Session) => maskSessions(() => Promise.resolve(session), mask)(host);
const snippet = (script: Shell, more: Partial<Snippet> = {}): Snippet => ({ name: 'action', script, ...more });

/** A session that says what the test wants it to say. */
function session(run: (options: BatchOptions) => ReturnType<Session['run']>): Session {
  return { host: 'local', roundTrips: 0, run: (_, options = {}) => run(options), close: () => undefined };
}

describe('what a host says', () => {
  it('has no secret in it, neither of the inventory nor of a script of the same batch', async () => {
    const snippets = [
      snippet(sh`echo ${new Secret('of the script')}; echo hunter2 >&2`),
      snippet(sh`echo of the script; exit 3`),
    ];
    const done: unknown[] = [];
    const results = await (await masked(localSession())).run(snippets, { onDone: (_, result) => done.push(result) });
    expect(results).toEqual([
      { status: 0, stdout: '[secret]\n', stderr: '[secret]\n' },
      { status: 3, stdout: '[secret]\n', stderr: '' },
    ]);
    expect(done).toEqual(results);
  });

  it('is as it is where it is data, but for its complaints', async () => {
    const data = snippet(sh`echo hunter2; echo hunter2 >&2`, { isData: true });
    const output = { stdout: '', stderr: '' };
    const results = await (
      await masked(localSession())
    ).run([data], { onOutput: (_, stream, text) => (output[stream] += text) });
    expect(results).toEqual([{ status: 0, stdout: 'hunter2\n', stderr: '[secret]\n' }]);
    expect(output).toEqual({ stdout: 'hunter2\n', stderr: '[secret]\n' });
  });

  it('is shown as it comes, a secret in two pieces hidden, the streams and snippets apart', async () => {
    const passed: unknown[] = [];
    const result = { status: 0, stdout: '', stderr: '' };
    const saying = session(({ onOutput, onDone }) => {
      onOutput?.(0, 'stdout', 'a hunt');
      onOutput?.(0, 'stderr', 'er2 b hunt');
      onOutput?.(0, 'stdout', 'er2 c hun');
      onDone?.(0, result);
      onOutput?.(1, 'stdout', 'ter2');
      onDone?.(1, result);
      return Promise.resolve([result, result]);
    });
    await (
      await masked(saying)
    ).run([snippet(sh`a`), snippet(sh`b`)], { onOutput: (...piece) => passed.push(piece.join(' ')) });
    expect(passed).toEqual([
      '0 stdout a ',
      '0 stderr er2 b ',
      '0 stdout [secret] c ',
      '0 stdout hun',
      '0 stderr hunt',
      '1 stdout ter2',
    ]);
  });

  it('ends before what may be the start of a secret when the connection is lost', async () => {
    const passed: string[] = [];
    const losing = session(({ onOutput }) => {
      onOutput?.(0, 'stdout', 'the password is hunter');
      return Promise.reject(new ConnectionLost('the connection was lost'));
    });
    const running = (await masked(losing)).run([snippet(sh`a`)], { onOutput: (_, __, text) => passed.push(text) });
    await expect(running).rejects.toThrow(ConnectionLost);
    expect(passed).toEqual(['the password is ']);
  });
});

describe('an error', () => {
  const quoting = (Kind: typeof SudoRefused | typeof Unreachable) =>
    new Kind('sudo says: hunter2?', { place: 'a hunter2', hint: 'hunter2!', cause: new Error('by hunter2') });

  it.each([
    ['of a batch', SudoRefused, (error: Error) => masked(session(() => Promise.reject(error))).then((s) => s.run([]))],
    ['of connecting', Unreachable, (error: Error) => maskSessions(() => Promise.reject(error), mask)(host)],
  ] as const)('%s quotes no secret and stays what it was', async (_, Kind, fail) => {
    const error: unknown = await fail(quoting(Kind)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Kind);
    expect(error).toMatchObject({ message: 'sudo says: [secret]?', place: 'a [secret]', hint: '[secret]!' });
    expect(error).toHaveProperty('cause.message', 'by [secret]');
    expect(inspect(error)).not.toContain('hunter2');
  });

  it('that quotes none is the same', async () => {
    const error = new ConnectionLost('gone', { place: 'lb1', cause: new Error('reset') });
    await expect((await masked(session(() => Promise.reject(error)))).run([])).rejects.toBe(error);
  });
});

it('leaves no secret in the events and the error of an action that quotes it', async () => {
  const events: RunEvent[] = [];
  const quoting = command({
    id: 'quote',
    description: 'quote',
    unless: sh`false`,
    script: sh`echo said ${new Secret("it's mine")}; echo 'bad line: hunter2' >&2; exit 1`,
  });
  const open = await masked(localSession());
  const tasks = tasksOf(quoting).map((task) => maskTask('local', task, mask));
  const emit = (event: RunEvent) => events.push(event);
  const turn = { play: 'play', session: open, tasks, emit, pause: () => Promise.resolve(), ...alone };
  const error: unknown = await applyHost(turn, await readHost(open, tasks)).catch((thrown: unknown) => thrown);
  expect(error).toHaveProperty('message', '"quote" ended with status 1:\nsaid [secret]\nbad line: [secret]');
  const told = inspect([events, error], { depth: 9 });
  expect(told).not.toContain('hunter2');
  expect(told).not.toContain('mine');
  const output = events.map((event) => (event.type === 'task-output' ? event.text : '')).join('');
  expect(output.match(/\[secret\]/g)).toHaveLength(2);
});
