import { expect, test } from 'vitest';
import { segmentCommands } from '../../src/lab/network.ts';
import { topologies } from '../../src/lab/topology.ts';

test('the segment lets multicast pass, and merges no frames', () => {
  const commands = segmentCommands(topologies.pair);
  expect(commands).toContain('link add br0 type bridge mcast_snooping 0');
  expect(commands).toContain('link set br0 gso_max_segs 1');
});

test.each(topologies.pair.hosts)('$name has a tap on the bridge that is up', ({ name }) => {
  const commands = segmentCommands(topologies.pair);
  expect(commands).toContain(`tuntap add t-${name} mode tap`);
  expect(commands).toContain(`link set t-${name} gso_max_segs 1 master br0`);
  expect(commands).toContain(`link set t-${name} up`);
});

test('the VIP is left to the deployment', () => {
  expect(segmentCommands(topologies.pair).join('\n')).not.toContain(topologies.pair.vip);
});
