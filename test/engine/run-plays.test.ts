import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GateFailed, PlanChanged } from '../../src/engine/errors.ts';
import { wordsOf } from '../../src/engine/lock.ts';
import { identifyRun } from '../../src/engine/run-identity.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { DeadlineExceeded } from '../../src/ssh/errors.ts';
import { gatedPlay, healthy, rollOut, type FakeHost, type FakeHosts } from './fake-hosts.ts';
import { valueResource } from './resources.ts';

const pair = (more: Partial<FakeHost> = {}): { lb1: FakeHost; lb2: FakeHost } => ({
  lb1: { values: { a: '0', b: '1' }, holdsVip: true },
  lb2: { values: { a: '0', b: '1' }, ...more },
});

/** Wants `a` to be 1; its action may take 50 ms. */
const impatient: Resource = ((a) => ({
  ...a,
  compare: (observed) => {
    const found = a.compare(observed);
    if (found.state !== 'differs') return found;
    const [first, ...rest] = found.actions;
    return { ...found, actions: [{ ...first, timeout: 0.05 }, ...rest] };
  },
}))(valueResource('a', '1')) satisfies Resource;

const outcomes = ({ summary }: { summary: { hosts: readonly { host: string; outcome: string }[] } }) =>
  Object.fromEntries(summary.hosts.map(({ host, outcome }) => [host, outcome]));

// The clock stands still but for what a gate waits.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());
const pause = (milliseconds: number) => {
  vi.setSystemTime(Date.now() + milliseconds);
  return Promise.resolve();
};

describe('the second director of a pair', () => {
  it('has its turn once the first is proven healthy', async () => {
    const rolled = await rollOut(pair(), [gatedPlay([impatient])], { pause });
    expect(rolled.summary.ok).toBe(true);
    expect(rolled.done).toEqual(['lb2 value:a', 'lb1 value:a']);
    const steps = rolled.events.map(({ type }) => type);
    expect(steps.indexOf('gate-passed')).toBeLessThan(steps.lastIndexOf('host-started'));
  });

  it.each<[string, Partial<FakeHost>, string, RegExp]>([
    ['cannot be reached when it is planned', { isUnreachable: true }, 'unreachable', /no route/],
    ['loses its connection in its turn', { trouble: 'loses the connection' }, 'unreachable', /gone/],
    ['fails in a task', { trouble: 'fails' }, 'failed', /status 1/],
    ['hangs, as after a reboot that does not come back', { trouble: 'hangs' }, 'failed', /not done after 50 ms/],
    ['has a state that cannot be read', { values: {} }, 'failed', /could not be read/],
    ['passes its turn and is not healthy', { isSick: true }, 'ok', /not healthy/],
  ])('is not touched when the first %s', async (_, trouble, outcome, message) => {
    const resource = 'values' in trouble ? { ...impatient, compare: unreadable } : impatient;
    const rolled = await rollOut(pair(trouble), [gatedPlay([resource])], { pause });
    expect(rolled.summary.ok).toBe(false);
    expect(outcomes(rolled)).toEqual({ lb2: outcome, lb1: 'not run' });
    expect(rolled.done.filter((step) => step.startsWith('lb1'))).toEqual([]);
    const { error = rolled.summary.hosts[0]?.error } = rolled.summary;
    expect(error?.message).toMatch(message);
  });

  it('is not touched when the first stops answering between plan and turn', async () => {
    const hosts = pair();
    const rolled = await rollOut(hosts, [gatedPlay([impatient])], {
      pause,
      beforeApply: () => (hosts.lb2.isUnreachable = true),
    });
    expect(outcomes(rolled)).toEqual({ lb2: 'unreachable', lb1: 'not run' });
    expect(rolled.done).toEqual([]);
  });

  it('is not touched when the first needs no change and is sick: the run that changed it may have died', async () => {
    const rolled = await rollOut(pair({ values: { a: '1' }, isSick: true }), [gatedPlay([impatient])], { pause });
    expect(outcomes(rolled)).toEqual({ lb2: 'ok', lb1: 'not run' });
    expect(rolled.summary.error).toBeInstanceOf(GateFailed);
    expect(rolled.done).toEqual([]);
  });

  it.each([
    ['no host is touched when a director is not', true, []],
    ['all are when every director is', false, ['lb2 value:a', 'lb1 value:a']],
  ])('is healthy first where the play requires it: %s', async (_, isSick, done) => {
    const play = gatedPlay([impatient], { requires: [healthy], gate: [] });
    const rolled = await rollOut(pair({ isSick }), [play], { pause });
    expect(rolled.done).toEqual(done);
    expect(rolled.summary.ok).toBe(!isSick);
    expect(rolled.summary.error?.message).toEqual(
      isSick ? expect.stringMatching(/so no host of this play/) : undefined,
    );
  });

  it('is not asked whether it is healthy when no host of the play has a change', async () => {
    const play = gatedPlay([valueResource('a', '0')], { requires: [healthy] });
    expect((await rollOut(pair({ isSick: true }), [play], { pause })).summary.ok).toBe(true);
  });

  it('is not touched by a later play either', async () => {
    const rolled = await rollOut(
      pair({ isSick: true }),
      [gatedPlay([impatient]), gatedPlay([valueResource('b', '2')])],
      {
        pause,
      },
    );
    expect(rolled.done).toEqual(['lb2 value:a']);
  });

  it('names the host and the task that hung', async () => {
    const { summary } = await rollOut(pair({ trouble: 'hangs' }), [gatedPlay([impatient])], { pause });
    expect(summary.hosts[0]?.error).toBeInstanceOf(DeadlineExceeded);
    expect(summary.hosts[0]?.error?.place).toBe('lb2 › role › value:a: set a');
  });
});

function unreadable() {
  return { state: 'unknown', reason: 'no permission' } as const;
}

describe('maxFailed', () => {
  const three = (): FakeHosts & { one: FakeHost } => ({
    one: { values: { a: '0' }, trouble: 'fails' },
    two: { values: { a: '0' } },
    three: { values: { a: '0' } },
  });
  const ungated = gatedPlay([impatient], { order: 'inventory', gate: [] });

  it('leaves so many failed hosts behind, in later plays too, and the run is not ok', async () => {
    const rolled = await rollOut(three(), [
      { ...ungated, maxFailed: 1 },
      { ...gatedPlay([valueResource('b', '2')]), maxFailed: 1 },
    ]);
    expect(rolled.summary.ok).toBe(false);
    expect(rolled.done.filter((step) => !step.startsWith('one'))).toHaveLength(4);
    expect(rolled.summary.hosts.map(({ host, outcome }) => `${host} ${outcome}`)).toEqual([
      'one failed',
      'two ok',
      'three ok',
      'one not run',
      expect.stringMatching(/ok$/),
      expect.stringMatching(/ok$/),
    ]);
  });

  it('is 0: the first failure ends the run', async () => {
    expect(outcomes(await rollOut(three(), [ungated]))).toEqual({ one: 'failed', two: 'not run', three: 'not run' });
  });

  it('counts a host that was left behind earlier, so a play that forbids failures does not begin', async () => {
    const rolled = await rollOut(three(), [{ ...ungated, maxFailed: 1 }, gatedPlay([valueResource('b', '2')])]);
    expect(rolled.done.filter((step) => step.endsWith('value:b'))).toEqual([]);
  });

  it('counts a host out of reach', async () => {
    const hosts: FakeHosts = { ...three(), two: { values: {}, isUnreachable: true } };
    const rolled = await rollOut(hosts, [{ ...ungated, maxFailed: 1 }]);
    expect(outcomes(rolled)).toEqual({ two: 'unreachable', one: 'failed', three: 'not run' });
  });
});

describe('what was agreed to', () => {
  const changedMeanwhile = (name: string, value: string) => {
    const hosts = pair();
    return { hosts, beforeApply: () => (hosts.lb2.values[name] = value) };
  };
  const play = gatedPlay([impatient, valueResource('b', '1')]);

  it.each([
    ['a task that was converged differs', 'b', '0', 'value:b'],
    ['a change starts from something else', 'a', '7', 'value:a'],
  ])('ends the turn of a host where %s, before anything is done', async (_, name, value, task) => {
    const { hosts, beforeApply } = changedMeanwhile(name, value);
    const { summary, done } = await rollOut(hosts, [play], { pause, beforeApply });
    expect(summary.hosts[0]?.error).toBeInstanceOf(PlanChanged);
    expect(summary.hosts[0]?.error?.message).toContain(task);
    expect(done).toEqual([]);
  });

  it('is asked for again when somebody can answer, with these tasks alone', async () => {
    const { hosts, beforeApply } = changedMeanwhile('b', '0');
    const askAgain = vi.fn(() => Promise.resolve(true));
    const { summary, done } = await rollOut(hosts, [play], { pause, beforeApply, askAgain });
    expect(askAgain).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ host: 'lb2', tasks: [expect.objectContaining({ resource: 'value:b' })] }),
    );
    expect(summary.ok).toBe(true);
    expect(done).toEqual(['lb2 value:a', 'lb2 value:b', 'lb1 value:a']);
  });

  it('covers a change that somebody has made meanwhile, and one that was pending', async () => {
    const { hosts, beforeApply } = changedMeanwhile('a', '1');
    hosts.lb2.values.b = '0';
    const pending = gatedPlay([valueResource('a', '1'), valueResource('b', '1', { after: ['value:a'] })]);
    const { summary, done } = await rollOut(hosts, [pending], { pause, beforeApply });
    expect(summary.ok).toBe(true);
    expect(done).toEqual(['lb2 value:b', 'lb1 value:a']);
  });

  it('covers in a later play what an earlier reboot may change, but nothing that is on the disk', async () => {
    const reboot: Resource = { ...valueResource('a', '1'), mayReboot: true };
    const onDisk = valueResource('c', '1');
    const reads = onDisk.reads.map((reading) => ({ ...reading, kind: { ...reading.kind, outlastsReboot: true } }));
    const lb1: FakeHost = {
      values: { a: '0', b: '1', c: '1' },
      holdsVip: true,
      // The boot after it finds the one value otherwise.
      onBatch: (names) => {
        if (names.some((name) => name.includes('set a'))) lb1.values['b'] = '0';
      },
    };
    const hosts: FakeHosts = { lb1 };
    const later = gatedPlay([valueResource('b', '1'), { ...onDisk, reads }]);
    const { plan, summary, done } = await rollOut(hosts, [gatedPlay([reboot]), later], { pause });
    expect(plan.plays[1]?.hosts[0]?.tasks.map(({ planned }) => planned)).toEqual([
      { state: 'pending', after: ['value:a'] },
      { state: 'converged' },
    ]);
    expect(summary.ok).toBe(true);
    expect(done).toEqual(['lb1 value:a', 'lb1 value:b']);
  });

  it('covers in a later play what an earlier one changes on the same host; the plan says so', async () => {
    const plays = [gatedPlay([valueResource('b', '0')]), gatedPlay([valueResource('b', '1')])];
    const { plan, summary, done } = await rollOut(pair(), plays, { pause });
    expect(plan.plays[1]?.hosts[0]?.tasks[0]?.planned).toEqual({ state: 'pending', after: ['value:b'] });
    expect(summary.ok).toBe(true);
    expect(done).toEqual(['lb2 value:b', 'lb1 value:b', 'lb2 value:b', 'lb1 value:b']);
  });
});

describe('standby-first', () => {
  it('is decided again by the addresses of now when the play begins', async () => {
    const hosts = pair();
    const moved = () => {
      hosts.lb1.holdsVip = false;
      hosts.lb2.holdsVip = true;
    };
    const { plan, done, events } = await rollOut(hosts, [gatedPlay([impatient])], { pause, beforeApply: moved });
    expect(plan.plays[0]?.batches).toEqual([['lb2'], ['lb1']]);
    expect(done).toEqual(['lb1 value:a', 'lb2 value:a']);
    expect(events).toContainEqual(expect.objectContaining({ type: 'order-changed', hosts: ['lb1', 'lb2'] }));
  });

  it('costs nothing when nothing is to be done', async () => {
    const { summary } = await rollOut(pair(), [gatedPlay([valueResource('b', '1')])], { pause });
    expect(summary.hosts.map(({ roundTrips }) => roundTrips)).toEqual([2, 2]);
  });
});

describe('a host with nothing to change', () => {
  const done = (lock: string): FakeHosts => ({ lb1: { values: { a: '1' }, lock } });
  const turns = async (lock: string) => {
    const { summary, events } = await rollOut(done(lock), [gatedPlay([valueResource('a', '1')])], {
      run: await identifyRun('site.ts'),
      pause,
    });
    expect(summary).toMatchObject({ ok: true, hosts: [{ host: 'lb1', changed: 0 }] });
    return events.filter(({ type }) => type === 'host-started').length;
  };

  it('has its turn all the same when a run that is gone has left it locked', async () => {
    const gone = await identifyRun('site.ts');
    expect(await turns(wordsOf({ ...gone, process: gone.process && { ...gone.process, startTime: '1' } }))).toBe(1);
  });

  it('has none when it is not locked, or by a run that is at work', async () => {
    expect(await turns('')).toBe(0);
    expect(await turns(wordsOf(await identifyRun('site.ts')))).toBe(0);
  });
});
