import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyHost, readHost } from '../../src/engine/apply-host.ts';
import { ActionFailed, Interrupted, NotBack } from '../../src/engine/errors.ts';
import type { RunEvent } from '../../src/engine/event.ts';
import { handler } from '../../src/resources/handler.ts';
import type { Action, Resource } from '../../src/resources/resource.ts';
import type { Session, SnippetResult } from '../../src/shell/session.ts';
import { sh } from '../../src/shell/shell.ts';
import { ConnectionLost, DeadlineExceeded, HostKeyMismatch, ShellEnded, Unreachable } from '../../src/ssh/errors.ts';
import { printedErrorOf } from '../report/printed-error.ts';
import { localSession } from './local-session.ts';
import { tasksOf, valueResource } from './resources.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Wants the value of a name to be 1 in a file of the folder, by these actions. */
function wanting(name: string, ...actions: readonly [Action, ...Action[]]): Resource {
  const resource = valueResource(name, '1');
  return {
    ...resource,
    compare: (observed) => {
      const found = resource.compare(observed);
      return found.state === 'differs' ? { ...found, actions } : found;
    },
  };
}

const say = (word: string) => sh`echo ${word} >> log`;
const log = () => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');

/** A host that is nothing but a boot id and the values of its resources; scripts of actions run here. */
function fakeHost(name: string) {
  const host = {
    name,
    bootId: `${name} 1`,
    values: new Map<string, string>(),
    batches: 0,
    trouble: null as Error | null,
    /** What asking for the boot id comes to instead. */
    onBootId: null as Error | null,
  };
  const local = localSession();
  const session: Session = {
    host: name,
    roundTrips: 0,
    close: () => undefined,
    run: async (snippets, options = {}) => {
      host.batches += 1;
      const results: SnippetResult[] = [];
      for (const [index, snippet] of snippets.entries()) {
        const result = await answer(snippet.name, async () => {
          const [done] = await local.run([{ ...snippet, script: sh`cd ${folder}; HOST=${name}; ${snippet.script}` }]);
          return done ?? { status: 1, stdout: '', stderr: '' };
        });
        results.push(result);
        options.onDone?.(index, result);
        if (result.status !== 0) break;
      }
      return snippets.map((_, index) => results[index] ?? { status: null, stdout: '', stderr: '' });
    },
  };
  const answer = async (what: string, run: () => Promise<SnippetResult>): Promise<SnippetResult> => {
    const said = (stdout: string) => ({ status: 0, stdout, stderr: '' });
    if (what === 'read the boot id' && host.onBootId !== null) throw host.onBootId;
    if (what === 'read the boot id') return said(`${host.bootId}\n`);
    if (what === 'read value') return said(`${[...host.values.values()].join('\n')}\n\n0\n`);
    if (what === 'read marker') return said(`\n\n0\n`);
    const result = await run();
    if (host.trouble !== null) throw host.trouble;
    return result;
  };
  return { host, session };
}

/** Applies to the host `web1`, whose peers are `lb1` and `lb2`. */
function apply(
  resources: readonly Resource[],
  values: Readonly<Record<string, string>>,
  { reconnect = () => Promise.resolve(), signal }: { reconnect?: () => Promise<void>; signal?: AbortSignal } = {},
) {
  const web1 = fakeHost('web1');
  Object.entries(values).forEach(([name, value]) => web1.host.values.set(name, value));
  const peers = new Map(['lb1', 'lb2'].map((name) => [name, fakeHost(name)]));
  const events: RunEvent[] = [];
  const tasks = tasksOf(...resources);
  const turn = {
    play: 'play',
    session: web1.session,
    tasks,
    signal,
    emit: (event: RunEvent) => void events.push(event),
    pause: () => Promise.resolve(),
    reconnect,
    peer: (name: string) => Promise.resolve(peers.get(name)?.session ?? Promise.reject(new Error(name))),
  };
  return { ...web1, peers, events, outcome: async () => applyHost(turn, await readHost(web1.session, tasks)) };
}

const done = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'task-done' ? [`${event.resource} ${event.outcome}`] : []));

describe('an action on other hosts', () => {
  const drain: Action = { description: 'drain', script: sh`echo "drained by $HOST" >> log`, on: ['lb1', 'lb2'] };

  it('runs on each of them, between those before and after it', async () => {
    const resource = wanting('a', { description: 'one', script: say('one') }, drain, {
      description: 'two',
      script: say('two'),
    });
    const run = apply([resource], { a: '0' });
    run.host.values.set('a', '0');
    const failed = run.outcome();
    await expect(failed).rejects.toThrow(/still differs/);
    expect([log()[0], ...log().slice(1, 3).sort(), log()[3]]).toEqual([
      'one',
      'drained by lb1',
      'drained by lb2',
      'two',
    ]);
    expect(done(run.events)).toEqual(['value:a changed']);
  });

  it('stops the turn when it fails on one of them, once all have ended, and names that one', async () => {
    const half: Action = { ...drain, script: sh`echo "$HOST" >> log; [ "$HOST" != lb1 ]` };
    const run = apply([wanting('a', half, { description: 'two', script: say('two') })], { a: '0' });
    const error: unknown = await run.outcome().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ActionFailed);
    expect(error).toMatchObject({ place: 'lb1 › role › value:a' });
    expect(log().sort()).toEqual(['lb1', 'lb2']);
    expect(done(run.events)).toEqual(['value:a failed']);
  });

  it('is not begun before the marker of a handler is left on the host of the task', async () => {
    const resource = { ...wanting('a', drain), notify: ['undo-it'] };
    const run = apply([resource, handler('undo-it', { description: 'undo it', script: sh`:` })], { a: '0' });
    const read = run.session.run.bind(run.session);
    run.session.run = (snippets) => {
      if (snippets.some(({ script }) => script.text.includes(': > /var/lib/lvsdeploy/pending/undo-it')))
        return Promise.reject(new ConnectionLost('gone'));
      return read(snippets);
    };
    await expect(run.outcome()).rejects.toThrow('gone');
    expect(existsSync(join(folder, 'log'))).toBe(false);
  });
});

describe('an action that sends a file', () => {
  const large = randomBytes(2_000_000);
  const sending = (to: string): Action => ({
    description: 'send it',
    sends: { file: join(folder, 'large'), to },
    script: sh`sha256sum < ${to} | cut -d ' ' -f 1 >> log`,
  });
  const attempt = (to: string, file = 'large') => {
    writeFileSync(join(folder, file), large);
    return apply([wanting('a', { description: 'one', script: say('one') }, sending(to))], { a: '0' });
  };

  it('has the whole of it when its script runs, after those before it, and says how far it is', async () => {
    const run = attempt(join(folder, 'new/there'));
    await expect(run.outcome()).rejects.toThrow(/still differs/);
    expect(log()).toEqual(['one', createHash('sha256').update(large).digest('hex')]);
    const said = run.events.flatMap((event) => (event.type === 'task-output' ? [event.text] : []));
    expect(said).toEqual([
      'sent 786432 of 2000000 bytes\n',
      'sent 1572864 of 2000000 bytes\n',
      'sent 2000000 of 2000000 bytes\n',
    ]);
    expect(done(run.events)).toEqual(['value:a changed']);
  });

  it('is the one that fails when there is no room for it', async () => {
    const run = attempt('/dev/full');
    const error: unknown = await run.outcome().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ActionFailed);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^"send it" ended with status 1:\n.*space/) as string,
    });
    expect(log()).toEqual(['one']);
    expect(done(run.events)).toEqual(['value:a failed']);
  });

  it('fails before anything is sent when this machine has no such file', async () => {
    const run = attempt(join(folder, 'there'), 'other');
    await expect(run.outcome()).rejects.toThrow(/^cannot read .*large, which is to be sent there: ENOENT/);
    expect(existsSync(join(folder, 'there'))).toBe(false);
    expect(done(run.events)).toEqual(['value:a failed']);
  });
});

describe('an action that reboots', () => {
  const reboot: Action = { description: 'reboot into 7.2', script: say('down'), reboots: true, timeout: 5 };

  it('ends the wave: what comes after it is read when the host is back', async () => {
    const attempts: string[] = [];
    const run = apply(
      [
        wanting('a', { description: 'drain', script: say('drain') }, reboot),
        wanting('b', { description: 'after', script: say('after') }),
      ],
      { a: '0', b: '0' },
      {
        reconnect: () => {
          attempts.push('again');
          if (attempts.length === 1) return Promise.reject(new Unreachable('no route to it', {}));
          if (attempts.length === 2) return Promise.resolve();
          run.host.bootId = 'web1 2';
          run.host.values.set('a', '1').set('b', '1');
          return Promise.resolve();
        },
      },
    );
    expect(await run.outcome()).toBe(1);
    expect(attempts).toHaveLength(3);
    expect(log()).toEqual(['drain', 'down']);
    expect(done(run.events)).toEqual(['value:a changed']);
  });

  it('goes on when the connection is lost before it has answered', async () => {
    const run = apply(
      [wanting('a', reboot)],
      { a: '0' },
      {
        reconnect: () => {
          run.host.trouble = null;
          run.host.bootId = 'web1 2';
          run.host.values.set('a', '1');
          return Promise.resolve();
        },
      },
    );
    run.host.trouble = new ConnectionLost('gone');
    expect(await run.outcome()).toBe(1);
    expect(done(run.events)).toEqual(['value:a changed']);
  });

  it.each<[string, Error]>([
    ['ends the shell', new ShellEnded('the shell ended with SIGTERM')],
    ['does not answer', new DeadlineExceeded('no answer after 10 s')],
    ['hangs up', new ConnectionLost('gone')],
  ])('goes on asking a host that %s on its way down', async (_, trouble) => {
    let attempts = 0;
    const run = apply(
      [wanting('a', reboot)],
      { a: '0' },
      {
        reconnect: () => {
          attempts += 1;
          run.host.onBootId = attempts === 1 ? trouble : null;
          if (attempts > 1) {
            run.host.bootId = 'web1 2';
            run.host.values.set('a', '1');
          }
          return Promise.resolve();
        },
      },
    );
    expect(await run.outcome()).toBe(1);
    expect(attempts).toBe(2);
  });

  it('says which host does not come back, from what, and why', async () => {
    const start = Date.now();
    const quick = { ...reboot, timeout: 0.05 };
    const run = apply(
      [wanting('a', quick)],
      { a: '0' },
      {
        reconnect: () => Promise.reject(new Unreachable('no route to it', {})),
      },
    );
    const error: unknown = await run.outcome().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotBack);
    expect(error).toMatchObject({
      place: 'web1 › role › value:a',
      message: expect.stringMatching(/"reboot into 7.2": it did not come back .*: no route to it/) as string,
    });
    expect(Date.now() - start).toBeGreaterThanOrEqual(50);
    expect(done(run.events)).toEqual(['value:a failed']);
  });

  it('says of a host that does not go down that it did not', async () => {
    const run = apply([wanting('a', { ...reboot, timeout: 0.05 })], { a: '0' });
    expect(await printedErrorOf(run.outcome)).toBe(`\
web1 › role › value:a: "reboot into 7.2": it did not come back from its reboot within 0 s: it still runs the boot that was to end
  → It did not go down: see its console and its log for what held it up; then run again.
`);
    expect(done(run.events)).toEqual(['value:a failed']);
  });

  it('says so too when it was out of reach for a while', async () => {
    let attempts = 0;
    const reconnect = () => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Unreachable('no route to it', {})) : Promise.resolve();
    };
    const run = apply([wanting('a', { ...reboot, timeout: 0.05 })], { a: '0' }, { reconnect });
    expect(await printedErrorOf(run.outcome)).toContain('within 0 s: it still runs the boot that was to end\n');
    expect(attempts).toBeGreaterThan(1);
  });

  it('is not taken for the host that answers with another key', async () => {
    const run = apply(
      [wanting('a', reboot)],
      { a: '0' },
      {
        reconnect: () => Promise.reject(new HostKeyMismatch('another key')),
      },
    );
    await expect(run.outcome()).rejects.toThrow(HostKeyMismatch);
  });

  it('may be left to boot when the run is interrupted', async () => {
    const abort = new AbortController();
    const run = apply(
      [wanting('a', reboot)],
      { a: '0' },
      {
        signal: abort.signal,
        reconnect: () => {
          abort.abort();
          return Promise.reject(new Unreachable('no route to it', {}));
        },
      },
    );
    await expect(run.outcome()).rejects.toThrow(Interrupted);
  });

  it('is not begun when the run was interrupted before it', async () => {
    writeFileSync(join(folder, 'log'), '');
    const abort = new AbortController();
    abort.abort();
    const run = apply([wanting('a', reboot)], { a: '0' }, { signal: abort.signal });
    await expect(run.outcome()).rejects.toThrow(Interrupted);
    expect(log()).toEqual(['']);
  });
});
