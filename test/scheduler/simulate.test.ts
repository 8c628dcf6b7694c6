import { describe, expect, it } from 'vitest';
import type { Scheduler } from '../../src/cluster/cluster.ts';
import { promisedBy } from '../../src/scheduler/promise-of.ts';
import { simulate, type Arrivals } from '../../src/scheduler/simulate.ts';
import { possibleCaches } from '../../src/scheduler/locality.ts';
import type { TableServer } from '../../src/scheduler/table-server.ts';

const names = ['a', 'b', 'c', 'd'];

/** Servers a, b, c … with these weights and, where given, their active and inactive connections. */
function table(...servers: readonly (number | readonly [number, number, number])[]): readonly TableServer[] {
  return servers.map((server, index) => {
    const [weight, active, inactive] = typeof server === 'number' ? [server, 0, 0] : server;
    return { name: names[index] ?? '', weight, active, inactive };
  });
}

/** Who gets the connections, a letter each; `-` for one that is refused. */
function follow(
  scheduler: Scheduler,
  servers: readonly TableServer[],
  count: number,
  { stay = 'until the next', ...more }: Partial<Arrivals> = {},
): string | undefined {
  const sources = Array.from({ length: count }, () => '192.168.1.10');
  const arrivals: Arrivals = { sources, destination: '192.168.1.229', kernel: '6.1.0', stay, ...more };
  return simulate(scheduler, servers, arrivals)
    ?.map((name) => name ?? '-')
    .join('');
}

// Each worked out by hand from the scheduler's file in net/netfilter/ipvs of the kernel.
describe('connections of which each ends before the next', () => {
  it.each<{ scheduler: Scheduler; servers: readonly TableServer[]; wanted: string; why: string }>([
    { scheduler: 'rr', servers: table(1, 1, 1), wanted: 'abcabc', why: 'in turn' },
    { scheduler: 'rr', servers: table(5, 1), wanted: 'ababab', why: 'a weight is only looked at for 0' },
    { scheduler: 'rr', servers: table(1, 0, 1), wanted: 'acacac', why: 'b is out of service' },
    { scheduler: 'rr', servers: table(0, 0), wanted: '------', why: 'nobody is in service' },
    { scheduler: 'wrr', servers: table(3, 1), wanted: 'aaabaaab', why: 'passes for 3, 2 and 1' },
    { scheduler: 'wrr', servers: table(1, 3), wanted: 'bbabbbab', why: 'a takes part in the pass for 1 alone' },
    { scheduler: 'wrr', servers: table(4, 3, 2), wanted: 'aababcabcaababcabc', why: 'the 9 turns of the LVS HOWTO' },
    { scheduler: 'wrr', servers: table(6, 2), wanted: 'aaabaaab', why: 'a step of 2: passes for 5, 3 and 1' },
    { scheduler: 'wrr', servers: table(100, 100), wanted: 'abab', why: 'one pass, for 1' },
    { scheduler: 'wrr', servers: table(2, 0, 1), wanted: 'aacaac', why: 'b is out of service' },
    { scheduler: 'wrr', servers: table(0, 0), wanted: '--', why: 'nobody is in service' },
    { scheduler: 'lc', servers: table(1, 1), wanted: 'abab', why: 'what has ended counts 1, the first of equals wins' },
    { scheduler: 'lc', servers: table(9, 1), wanted: 'abab', why: 'weights do not count' },
    { scheduler: 'lc', servers: table([1, 0, 3], 1), wanted: 'bbbab', why: 'b catches up' },
    { scheduler: 'lc', servers: table([1, 1, 0], [1, 0, 255]), wanted: 'bab', why: 'an active one counts 256' },
    { scheduler: 'wlc', servers: table(3, 1), wanted: 'abaaabaa', why: '0/3 wins, then 0/1, then a until 1/1 < a/3' },
    { scheduler: 'wlc', servers: table(1, 1), wanted: 'abab', why: 'as lc' },
    { scheduler: 'wlc', servers: table(0, 1), wanted: 'bb', why: 'a is out of service' },
    { scheduler: 'sed', servers: table(3, 1), wanted: 'aaaa', why: 'what has ended is no queue: 1/3 < 1/1' },
    { scheduler: 'sed', servers: table(1, 3), wanted: 'bbbb', why: 'the same' },
    { scheduler: 'nq', servers: table(1, 3), wanted: 'aaaa', why: 'the first one that is idle' },
    { scheduler: 'nq', servers: table([1, 1, 0], 3), wanted: 'bbbb', why: 'a is at work' },
    { scheduler: 'fo', servers: table(1, 3, 3), wanted: 'bbb', why: 'the highest weight, the first of equals' },
    { scheduler: 'ovf', servers: table(1, 3), wanted: 'bbb', why: 'b never has more than 3' },
    { scheduler: 'ovf', servers: table(1, [3, 4, 0]), wanted: 'aaa', why: 'b has more than 3' },
    { scheduler: 'ovf', servers: table(0, [3, 4, 0]), wanted: '-', why: 'nobody is left' },
  ])('$scheduler: $wanted, $why', ({ scheduler, servers, wanted }) => {
    expect(follow(scheduler, servers, wanted.length)).toBe(wanted);
  });
});

describe('connections that all stay open', () => {
  it.each<{ scheduler: Scheduler; servers: readonly TableServer[]; wanted: string; why: string }>([
    { scheduler: 'lc', servers: table(1, [1, 0, 200]), wanted: 'abab', why: '0, 200; 256, 200; 256, 456; 512, 456' },
    { scheduler: 'wlc', servers: table(3, 1), wanted: 'abaaabaa', why: 'shares 3 to 1' },
    { scheduler: 'sed', servers: table(3, 1), wanted: 'aaabaaab', why: '1/3, 2/3, then 3/3 is not more than 1/1' },
    { scheduler: 'nq', servers: table(3, 1), wanted: 'abaaaaab', why: 'b is idle, then as sed: a until 7/3 > 2/1' },
    { scheduler: 'ovf', servers: table(1, 2), wanted: 'bbbaa-', why: 'as long as there are no more than the weight' },
  ])('$scheduler: $wanted, $why', ({ scheduler, servers, wanted }) => {
    expect(follow(scheduler, servers, wanted.length, { stay: 'open' })).toBe(wanted);
  });
});

// Computed apart from this program: the upper 8 bits of the product with 0x61c88647 of 32 bits, and before 4.18 the lower 8
// of that with 2654435761. 192.168.1.10: 248 and 234; .101: 187 and 213; .102: 29 and 134; .229: 159 and 85; 2001:db8::1: 63 and 233.
describe('a table by hash', () => {
  const three = table(3, 1);

  it.each([
    { kernel: '6.1.0-13-amd64', sources: ['192.168.1.10', '192.168.1.101', '192.168.1.102'], wanted: ['a', 'b', 'a'] },
    { kernel: '4.18.0', sources: ['192.168.1.10', '192.168.1.101'], wanted: ['a', 'b'] },
    { kernel: '3.10.0-1160', sources: ['192.168.1.10', '192.168.1.101', '192.168.1.102'], wanted: ['a', 'a', 'a'] },
    { kernel: '6.1.0', sources: ['2001:db8::1'], wanted: ['b'] },
    { kernel: '3.10.0', sources: ['2001:db8:0::1'], wanted: ['a'] },
  ])('sh on $kernel: buckets aaab aaab …, $wanted', ({ kernel, sources, wanted }) => {
    expect(simulate('sh', three, { sources, destination: '', kernel, stay: 'open' })).toEqual(wanted);
  });

  it('gives a server of sh that is out of service one bucket, and refuses what falls into it', () => {
    // 29 % 3: c of a b c; 248 % 3: c; 187 % 3: b.
    const sources = ['192.168.1.102', '192.168.1.10', '192.168.1.101'];
    const found = simulate('sh', table(1, 0, 1), { sources, destination: '', kernel: '6.1', stay: 'open' });
    expect(found).toEqual(['c', 'c', null]);
  });

  it.each([
    { kernel: '6.1.0', destination: '192.168.1.229', wanted: 'b' },
    { kernel: '4.9.0', destination: '192.168.1.229', wanted: 'b' },
    { kernel: '6.1.0', destination: '192.168.1.10', wanted: 'a' },
  ])('dh on $kernel sends everything for $destination to $wanted, whatever the weights', (arrivals) => {
    const found = simulate('dh', three, { sources: ['10.0.0.1', '10.0.0.2'], stay: 'open', ...arrivals });
    expect(found).toEqual([arrivals.wanted, arrivals.wanted]);
  });
});

describe('what is not simulated', () => {
  it.each<{ scheduler: Scheduler; promised: string }>([
    { scheduler: 'mh', promised: 'some per source' },
    { scheduler: 'twos', promised: 'chance' },
    { scheduler: 'lblc', promised: 'one of several' },
    { scheduler: 'lblcr', promised: 'one of several' },
  ])('$scheduler promises: $promised', ({ scheduler, promised }) => {
    expect(follow(scheduler, table(1, 1), 3)).toBeUndefined();
    expect(promisedBy(scheduler)).toBe(promised);
  });
});

describe('schedulers that go on from where they sent before', () => {
  it.each<{
    scheduler: Scheduler;
    servers: readonly TableServer[];
    cached: readonly string[];
    wanted: string;
    why: string;
  }>([
    {
      scheduler: 'lblc',
      servers: table(3, 1),
      cached: [],
      wanted: 'aaaabbbb',
      why: 'a until it has more than 3, b idle',
    },
    {
      scheduler: 'lblc',
      servers: table(3, 1),
      cached: ['b'],
      wanted: 'bbaaaaaa',
      why: 'b has 2, a none: a, and b has half',
    },
    { scheduler: 'lblc', servers: table(0, 1), cached: ['a'], wanted: 'bb', why: 'a is out of service' },
    {
      scheduler: 'lblcr',
      servers: table(1, 1),
      cached: [],
      wanted: 'aabbabab',
      why: 'b joins when a has 2, then the one with less',
    },
    { scheduler: 'lblcr', servers: table(1, 1), cached: ['a', 'b'], wanted: 'abab', why: 'both are known' },
  ])('$scheduler after $cached: $wanted, $why', ({ scheduler, servers, cached, wanted }) => {
    expect(follow(scheduler, servers, wanted.length, { stay: 'open', cached })).toBe(wanted);
  });

  it('may have had none, one, or with lblcr any of them', () => {
    expect(possibleCaches(table(1, 1), false)).toEqual([[], ['a'], ['b']]);
    expect(possibleCaches(table(1, 1), true)).toEqual([[], ['a'], ['b'], ['a', 'b']]);
  });
});

describe('flags', () => {
  // Bucket 187 of a b c is b, which is out of service; from (2 * 187) % 256 = 118 on it is b again, and then c.
  it('sh-fallback goes on to a server that is in service', () => {
    const arrivals = { sources: ['192.168.1.101'], destination: '', kernel: '6.1', stay: 'open' } as const;
    expect(simulate('sh', table(1, 0, 1), { ...arrivals, flags: ['sh-fallback'] })).toEqual(['c']);
    expect(simulate('sh', table(0, 0), { ...arrivals, flags: ['sh-fallback'] })).toEqual([null]);
  });

  it('with the port in the hash nothing is known', () => {
    expect(follow('sh', table(1, 1), 3, { flags: ['sh-port'] })).toBeUndefined();
  });

  it('packets that are scheduled alone leave no connection', () => {
    expect(follow('lc', table(1, 1), 3, { stay: 'forgotten' })).toBe('aaa');
  });
});
