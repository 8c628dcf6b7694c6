import { describe, expect, it } from 'vitest';
import { directorsReachable, ipvsTableMatches, vipHasOneOwner } from '../../src/verify/gate-checks.ts';
import { outcomeOf, verify } from '../../src/verify/verify.ts';
import { documentCluster } from './document-cluster.ts';
import { addressesOn, healthyHosts, table, vipOnEth0, withHost } from './healthy-hosts.ts';
import { hostsToAsk, type HostState } from './hosts.ts';

const bare = (address: string): HostState => ({ addresses: addressesOn(address), deployed: 'not deployed\n' });

describe('the gate of a rollout', () => {
  it('lets the first director of bare hosts through: nothing serves yet', async () => {
    const { ask } = hostsToAsk({ lb1: bare('192.168.1.252'), lb2: bare('192.168.1.230') });
    expect(outcomeOf(await verify(documentCluster, [vipHasOneOwner], ask))).toBe('ok');
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
    const gate = [ipvsTableMatches];
    expect(outcomeOf(await verify(documentCluster, gate, ask, { rolledOut: ['lb2'] }))).toBe('ok');
    expect([...asked.keys()]).toEqual(['lb2']);
    expect(outcomeOf(await verify(documentCluster, gate, ask, { rolledOut: ['lb1', 'lb2'] }))).toBe('failed');
  });
});
