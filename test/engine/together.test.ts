import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/resources/resource.ts';
import { gatedPlay, rollOut, type FakeHost, type FakeHosts } from './fake-hosts.ts';
import { valueResource } from './resources.ts';
import { printedErrorOf } from '../report/printed-error.ts';

/** Wants `a` to be 1; one that has it and one that has not do not hear each other. */
const quarrel: Resource = ((a) => ({
  ...a,
  compare: (observed) => {
    const found = a.compare(observed);
    if (found.state !== 'differs') return found;
    const [first, ...rest] = found.changes;
    return { ...found, changes: [{ ...first, apart: 'they ignore each other' }, ...rest] };
  },
}))(valueResource('a', '1')) satisfies Resource;

const pair = (lb1: Partial<FakeHost> = {}, lb2: Partial<FakeHost> = {}): FakeHosts => ({
  lb1: { values: { a: '0', b: '0' }, holdsVip: true, ...lb1 },
  lb2: { values: { a: '0', b: '0' }, ...lb2 },
});
const pause = () => Promise.reject(new Error('a gate was waited at'));
const onePlay = [gatedPlay([quarrel])];

describe('a change that directors must make together', () => {
  it('is refused on two that are at work, before anything is done, with what to do instead', async () => {
    const hosts = pair();
    expect(await printedErrorOf(() => rollOut(hosts, onePlay, { pause }))).toBe(`\
directors: lb2, then lb1 would get a change one after the other: they ignore each other
  → Nothing was changed. Stop the standby for that time, then there is none meanwhile:
    lvsdeploy exec lb2 -- /sbin/lvsdr.sh stop
    lvsdeploy run PLAYBOOK --limit 'all:!lb2'
    lvsdeploy run PLAYBOOK
`);
    expect(hosts).toEqual(pair());
  });

  it('is made on the one that serves while the other is stopped', async () => {
    const { summary, done } = await rollOut(pair({}, { isStopped: true }), [gatedPlay([quarrel], { gate: [] })]);
    expect([summary.ok, done]).toEqual([true, ['lb2 value:a', 'lb1 value:a']]);
  });

  it('is made on both at once where the play takes them so', async () => {
    const { summary } = await rollOut(pair(), [gatedPlay([quarrel], { serial: '100%', gate: [] })]);
    expect(summary.ok).toBe(true);
  });

  it('goes on where a run has left off between the two: no gate could be passed before', async () => {
    const split = pair({ isSick: true }, { values: { a: '1', b: '0' }, isSick: true, holdsVip: true });
    // Both are well again once both have it.
    const heal = () => {
      if (split['lb1']?.values['a'] !== '1') return pause();
      for (const host of Object.values(split)) host.isSick = false;
      return Promise.resolve();
    };
    const { done, summary } = await rollOut(split, onePlay, { pause: heal });
    expect([summary.ok, done]).toEqual([true, ['lb1 value:a']]);
  });

  it('waits at the gate as ever where the one that is left has another change', async () => {
    const hosts = pair({ isSick: true, values: { a: '1', b: '0' } }, { isSick: true, values: { a: '1', b: '1' } });
    const rolled = rollOut(hosts, [gatedPlay([quarrel, valueResource('b', '1')])], { pause });
    await expect(rolled).rejects.toThrow('a gate was waited at');
  });
});
