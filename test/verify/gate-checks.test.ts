import { describe, expect, it } from 'vitest';
import {
  directorsReachable,
  ipvsTableServes,
  vipHasOneOwner,
  vipPriority,
  whereDeployed,
} from '../../src/verify/gate-checks.ts';
import { outcomeOf, verify } from '../../src/verify/verify.ts';
import { documentCluster } from './document-cluster.ts';
import { addressesOn, healthyHosts, table, vipOnEth0, withHost } from './healthy-hosts.ts';
import { hostsToAsk, type Hosts, type HostState } from './hosts.ts';

const bare = (address: string): HostState => ({ addresses: addressesOn(address), deployed: 'not deployed\n' });

describe('the gate of a rollout', () => {
  it('lets the first director of bare hosts through: nothing serves yet', async () => {
    const { ask } = hostsToAsk({ lb1: bare('192.168.1.252'), lb2: bare('192.168.1.230') });
    expect(outcomeOf(await verify(documentCluster, [vipHasOneOwner], ask))).toBe('ok');
  });

  it('has nothing to say before the cluster is deployed, where a play says so, and as much as ever afterwards', async () => {
    const gate = [whereDeployed(ipvsTableServes)];
    const bareNow = { processes: 'systemd\n', table: '' };
    const [lb1, lb2] = [
      { ...bare('192.168.1.252'), ...bareNow },
      { ...bare('192.168.1.230'), ...bareNow },
    ];
    expect((await verify(documentCluster, gate, hostsToAsk({ lb1, lb2 }).ask)).results).toEqual([]);
    const half = { lb1, lb2: { ...lb2, processes: 'systemd\nkeepalived\n' } };
    expect(outcomeOf(await verify(documentCluster, gate, hostsToAsk(half).ask))).not.toBe('ok');
    expect((await verify(documentCluster, gate, hostsToAsk({ lb1, lb2: 'no route' }).ask)).results).toHaveLength(1);
    expect(outcomeOf(await verify(documentCluster, gate, hostsToAsk(healthyHosts).ask))).toBe('ok');
  });

  it('holds as soon as one director is deployed and the VIP is on nobody', async () => {
    const lb2 = { ...bare('192.168.1.230'), deployed: 'deployed\n' };
    const { ask } = hostsToAsk({ lb1: bare('192.168.1.252'), lb2 });
    expect(outcomeOf(await verify(documentCluster, [vipHasOneOwner], ask))).toBe('failed');
  });

  it('counts a VIP that was set by hand on a director not deployed yet', async () => {
    const lb1 = { ...bare('192.168.1.252'), addresses: addressesOn('192.168.1.252', vipOnEth0) };
    const lb2 = { ...bare('192.168.1.230'), addresses: addressesOn('192.168.1.230', vipOnEth0) };
    expect(outcomeOf(await verify(documentCluster, [vipHasOneOwner], hostsToAsk({ lb1, lb2 }).ask))).toBe('failed');
  });

  it('does not hold while a director cannot be reached', async () => {
    const { ask } = hostsToAsk(withHost('lb2', 'no route to host'));
    expect(outcomeOf(await verify(documentCluster, [directorsReachable], ask))).toBe('failed');
    expect(outcomeOf(await verify(documentCluster, [directorsReachable], hostsToAsk(healthyHosts).ask))).toBe('ok');
  });

  it('holds only those that had their turn against the new model', async () => {
    const { ask, asked } = hostsToAsk(withHost('lb1', { table: table.replace('Route   3', 'Route   2') }));
    const gate = [ipvsTableServes];
    expect(outcomeOf(await verify(documentCluster, gate, ask, { rolledOut: ['lb2'] }))).toBe('ok');
    expect([...asked.keys()]).toEqual(['lb2']);
    expect(outcomeOf(await verify(documentCluster, gate, ask, { rolledOut: ['lb1', 'lb2'] }))).toBe('failed');
  });

  it('does not hold while the VIP is still on the way to a director that was started a moment ago', async () => {
    const moved = withHost('lb1', { addresses: addressesOn('192.168.1.252') });
    const lb2 = withHost('lb2', { addresses: addressesOn('192.168.1.230', vipOnEth0) }).lb2 as HostState;
    const outcome = async (hosts: Hosts) =>
      outcomeOf(await verify(documentCluster, [vipPriority], hostsToAsk(hosts).ask, { rolledOut: ['lb1'] }));
    expect(await outcome({ ...moved, lb2 })).toBe('failed');
    const stopped = withHost('lb1', { addresses: addressesOn('192.168.1.252'), processes: 'systemd\nsh\n' })
      .lb1 as HostState;
    expect(await outcome({ ...moved, lb1: stopped, lb2 })).toBe('ok');
    expect(await outcome(healthyHosts)).toBe('ok');
    // Renumbered: only lb2, which had its turn, knows the VIP.
    const renumbered = hostsToAsk({ ...moved, lb2 }).ask;
    expect(outcomeOf(await verify(documentCluster, [vipPriority], renumbered, { rolledOut: ['lb2'] }))).toBe('ok');
  });

  it.each([
    ['preempt: false', { preempt: false, preemptDelay: null }, 'any director: who has it keeps it'],
    ['preemptDelay', { preempt: true, preemptDelay: 300 }, 'on lb1, priority 100, or elsewhere until 300 s after'],
  ])('has nothing against a VIP on another director, with %s', async (_, policy, says) => {
    const { vrrp } = documentCluster;
    const cluster = { ...documentCluster, vrrp: vrrp && { ...vrrp, ...policy } };
    const moved = withHost('lb1', { addresses: addressesOn('192.168.1.252') });
    const lb2 = withHost('lb2', { addresses: addressesOn('192.168.1.230', vipOnEth0) }).lb2 as HostState;
    const report = await verify(cluster, [vipPriority], hostsToAsk({ ...moved, lb2 }).ask);
    expect(report.results[0]?.verdicts).toMatchObject([
      { outcome: 'ok', expected: expect.stringContaining(says) as string, found: '192.168.1.229 on lb2, priority 90' },
    ]);
  });

  it.each([
    ['is missing', table.replace(/.*192.168.1.231.*\n/, ''), 'ok'],
    ['has weight 0', table.replace('Route   1', 'Route   0'), 'ok'],
    ['has another weight', table.replace('Route   1', 'Route   7'), 'failed'],
    ['is missing, and so is the other', table.replace(/ {2}-> 192.*\n/g, ''), 'failed'],
  ])('is not held up by a server that is down, but by a wrong table: a server %s', async (_, found, wanted) => {
    const { ask } = hostsToAsk(withHost('lb1', { table: found }));
    expect(outcomeOf(await verify(documentCluster, [ipvsTableServes], ask))).toBe(wanted);
  });
});
