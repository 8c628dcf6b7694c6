import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { orderHosts } from '../../src/engine/order.ts';
import type { Facts } from '../../src/facts/facts.ts';
import type { Play } from '../../src/playbook/playbook.ts';

const cluster = {
  directors: [
    { name: 'lb1', priority: 100 },
    { name: 'lb2', priority: 99 },
  ],
  vips: [{ address: '192.168.1.229' }],
} as unknown as Cluster;

const play: Play = { hosts: 'directors', order: 'standby-first', serial: 1, roles: [] };

function host(name: string, vipOn: string | null, runsKeepalived = true) {
  const interfaces =
    vipOn === null ? [] : [{ name: vipOn, addresses: [{ address: '192.168.1.229', prefixLength: 32 }] }];
  return { name, facts: { interfaces, runsKeepalived } as unknown as Facts };
}

const names = (hosts: readonly { name: string }[]) => hosts.map(({ name }) => name);

describe('orderHosts', () => {
  it('puts the live holder of the VIP last, also when it is the backup by priority', () => {
    expect(names(orderHosts(play, [host('lb1', 'eth0'), host('lb2', null)], [cluster]))).toEqual(['lb2', 'lb1']);
    expect(names(orderHosts(play, [host('lb1', null), host('lb2', 'eth0')], [cluster]))).toEqual(['lb1', 'lb2']);
  });

  it('puts a holder without keepalived first: nobody could take the VIP over from it', () => {
    expect(names(orderHosts(play, [host('lb1', 'eth0', false), host('lb2', null)], [cluster]))).toEqual(['lb1', 'lb2']);
    expect(names(orderHosts(play, [host('lb1', null), host('lb2', 'eth0', false)], [cluster]))).toEqual(['lb2', 'lb1']);
  });

  it('does not take a VIP on the loopback for a held one', () => {
    expect(names(orderHosts(play, [host('lb1', null), host('lb2', 'lo')], [cluster]))).toEqual(['lb2', 'lb1']);
  });

  it('keeps the order of the inventory when nothing else is asked for', () => {
    expect(
      names(orderHosts({ hosts: 'directors', roles: [] }, [host('lb1', 'eth0'), host('lb2', null)], [cluster])),
    ).toEqual(['lb1', 'lb2']);
  });
});
