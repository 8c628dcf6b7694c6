import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyHost, readHost } from '../../src/engine/apply-host.ts';
import { ActionFailed, DidNotConverge, Interrupted, StateUnknown } from '../../src/engine/errors.ts';
import type { RunEvent } from '../../src/engine/event.ts';
import { command } from '../../src/resources/command.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { waitFormat } from '../../src/resources/wait-line.ts';
import { sh } from '../../src/shell/shell.ts';
import { alone, localSession } from './local-session.ts';
import { tasksOf } from './resources.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Makes an empty file, and writes its own name into the log. */
function touch(name: string, more: Partial<Resource> = {}): Resource {
  const path = join(folder, name);
  return {
    ...command({
      id: name,
      description: `make ${name}`,
      unless: sh`[ -e ${path} ]`,
      script: sh`: > ${path}; echo ${name} >> ${join(folder, 'log')}`,
    }),
    ...more,
  };
}

const log = () => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');

async function apply(...resources: Resource[]) {
  const session = localSession();
  const events: RunEvent[] = [];
  const tasks = tasksOf(...resources);
  const planned = await readHost(session, tasks);
  const turn = {
    play: 'play',
    session,
    tasks,
    emit: (event: RunEvent) => events.push(event),
    pause: (ms: number) => delay(ms),
    ...alone,
  };
  const outcome = await applyHost(turn, planned).then(
    (changed) => ({ changed, error: null }),
    (error: unknown) => ({ changed: null, error }),
  );
  return { ...outcome, roundTrips: session.roundTrips, events };
}

describe('applyHost', () => {
  it('applies what differs in declared order and reads again, all in one round trip', async () => {
    writeFileSync(join(folder, 'b'), '');
    const { changed, roundTrips, events } = await apply(touch('a'), touch('b'), touch('c'));
    expect(changed).toBe(2);
    expect(log()).toEqual(['a', 'c']);
    expect(roundTrips).toBe(2);
    expect(events.filter(({ type }) => type === 'task-done')).toMatchObject([
      { resource: 'command:a', outcome: 'changed' },
      { resource: 'command:c', outcome: 'changed' },
    ]);
  });

  it('makes no round trip when everything has converged', async () => {
    writeFileSync(join(folder, 'a'), '');
    expect(await apply(touch('a'))).toMatchObject({ changed: 0, roundTrips: 1, events: [] });
  });

  it('comes to a pending task once what it waits for has changed', async () => {
    const { changed, roundTrips } = await apply(touch('a'), touch('b', { after: ['command:a'] }), touch('c'));
    expect(changed).toBe(3);
    expect(log()).toEqual(['a', 'b', 'c']);
    expect(roundTrips).toBe(3);
  });

  it('ends at the first failure, with the output of the action, and runs nothing after it', async () => {
    const broken = command({
      id: 'broken',
      description: 'break',
      unless: sh`false`,
      script: sh`echo out; echo why >&2; exit 3`,
    });
    const { error, events } = await apply(touch('a'), broken, touch('c'));
    expect(error).toBeInstanceOf(ActionFailed);
    expect(error).toMatchObject({
      place: 'local › role › command:broken',
      message: expect.stringMatching(/status 3[^]*out\nwhy/) as string,
    });
    expect(log()).toEqual(['a']);
    expect(events.filter(({ type }) => type === 'task-done')).toMatchObject([
      { outcome: 'changed' },
      { outcome: 'failed' },
    ]);
  });

  it('says so when a task was changed and still differs', async () => {
    const { error } = await apply(command({ id: 'never', description: 'try', unless: sh`false`, script: sh`true` }));
    expect(error).toBeInstanceOf(DidNotConverge);
  });

  it('makes a note of what a script says it waits for', async () => {
    const path = join(folder, 'a');
    const waiting = command({
      id: 'a',
      description: 'wait',
      unless: sh`[ -e ${path} ]`,
      script: sh`echo before; printf ${waitFormat} 90 'held by 1'; echo after; echo x >&2; exit 3`,
    });
    const before = Date.now();
    const { events, error } = await apply(waiting);
    const [note] = events.filter(({ type }) => type === 'host-note');
    expect(note).toMatchObject({ host: 'local', text: 'command:a: held by 1' });
    const until = note?.type === 'host-note' ? (note.until ?? 0) : 0;
    expect(until).toBeGreaterThanOrEqual(before + 90_000);
    expect(until).toBeLessThanOrEqual(Date.now() + 90_000);
    const output = events.map((event) => (event.type === 'task-output' && event.stream === 'stdout' ? event.text : ''));
    expect(output.join('')).toBe('before\nafter\n');
    expect(error).toMatchObject({ message: '"wait" ended with status 3:\nbefore\nafter\nx' });
  });

  it('waits for a state that takes its time to show, as long as the task says', async () => {
    const path = join(folder, 'late');
    const late = command({
      id: 'late',
      description: 'come late',
      unless: sh`[ -e ${path} ]`,
      script: sh`( sleep 0.5; : > ${path} ) > /dev/null 2>&1 &`,
    });
    expect(await apply({ ...late, settles: 10 })).toMatchObject({ changed: 1, error: null });
  });

  it('changes nothing while the state of a task is unknown', async () => {
    const unknown: Resource = {
      id: 'x:unknown',
      reads: [],
      compare: () => ({ state: 'unknown', reason: 'no permission' }),
    };
    const { error } = await apply(touch('a'), unknown);
    expect(error).toBeInstanceOf(StateUnknown);
    expect(() => log()).toThrow('ENOENT');
  });

  it('ends the running step and starts no other when it is interrupted', async () => {
    const abort = new AbortController();
    const go = join(folder, 'go');
    const long = command({
      id: 'long',
      description: 'take long',
      unless: sh`[ -e ${join(folder, 'long')} ]`,
      script: sh`echo started; until [ -e ${go} ]; do sleep 0.05; done; echo long >> ${join(folder, 'log')}`,
    });
    const tasks = tasksOf(long, touch('b'));
    const session = localSession();
    const planned = await readHost(session, tasks);
    const turn = { play: 'play', session, tasks, signal: abort.signal, pause: (ms: number) => delay(ms), ...alone };
    const emit = (event: RunEvent) => {
      if (event.type !== 'task-output') return;
      abort.abort();
      writeFileSync(go, '');
    };
    await expect(applyHost({ ...turn, emit }, planned)).rejects.toThrow(Interrupted);
    expect(log()).toEqual(['long']);
  });

  it('asks for a state again when a change in the same run undid it', async () => {
    const undo = touch('undo');
    const undoing: Resource = {
      ...undo,
      compare: (observed) => {
        const found = undo.compare(observed);
        return found.state === 'differs'
          ? { ...found, actions: [...found.actions, { description: 'undo', script: sh`rm -f ${join(folder, 'a')}` }] }
          : found;
      },
    };
    writeFileSync(join(folder, 'a'), '');
    const { changed } = await apply(touch('a'), undoing);
    expect(changed).toBe(2);
    expect(log()).toEqual(['undo', 'a']);
  });
});
