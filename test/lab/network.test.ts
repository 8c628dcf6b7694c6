import { expect, test } from 'vitest';
import { networkCommands, tapsOf } from '../../src/lab/network.ts';
import { topologies } from '../../src/lab/topology.ts';

test('the segment lets multicast pass, and merges no frames', () => {
  const commands = networkCommands(topologies.pair);
  expect(commands).toContain('link add br0 type bridge mcast_snooping 0');
  expect(commands).toContain('link set br0 gso_max_segs 1');
});

test.each(topologies.pair.hosts)('$name has a tap on the bridge that is up', ({ name }) => {
  const commands = networkCommands(topologies.pair);
  expect(commands).toContain(`tuntap add t-${name} mode tap`);
  expect(commands).toContain(`link set t-${name} gso_max_segs 1 master br0`);
  expect(commands).toContain(`link set t-${name} up`);
});

test('a host with two cards has a tap on each bridge, and names that the kernel takes', () => {
  const commands = networkCommands(topologies.mixed);
  expect(commands).toContain('link set t-lb1 gso_max_segs 1 master br0');
  expect(commands).toContain('link set t-lb1-1 gso_max_segs 1 master br1');
  expect(commands).toContain('link set t-app1 gso_max_segs 1 master br1');
  // IFNAMSIZ
  for (const tap of topologies.mixed.hosts.flatMap(tapsOf)) expect(tap.length).toBeLessThanOrEqual(15);
});

test('the lab itself is on each network, in both families', () => {
  expect(networkCommands(topologies.mixed).filter((command) => command.startsWith('addr'))).toEqual([
    'addr add 192.168.1.1/24 dev br0',
    'addr add fd00:1::1/64 dev br0 nodad',
    'addr add 10.0.0.1/24 dev br1',
    'addr add fd00:2::1/64 dev br1 nodad',
  ]);
});

test('the VIP is left to the deployment', () => {
  for (const vip of topologies.mixed.vips) expect(networkCommands(topologies.mixed).join('\n')).not.toContain(vip);
});
