import { describe, expect, it } from 'vitest';
import type { Answers, QuestionName } from '../../src/wizard/answers.ts';
import { candidatesFor, nothingHeard, offerFor } from '../../src/wizard/offers.ts';
import { probesOf, readIds, readProbes } from '../../src/wizard/neighbours.ts';
import { describeHost, readSurvey, surveySnippets, type Survey } from '../../src/wizard/survey.ts';
import { fakeOutside, type FakeNetwork } from './fake-hosts.ts';
import { nat, pair } from './rows.ts';
import type { Host } from '../../src/inventory/host.ts';

async function survey(hosts: FakeNetwork['hosts']): Promise<Survey> {
  const outside = fakeOutside({ hosts });
  const found = await Promise.all(
    Object.keys(hosts).map(async (name) => {
      const session = await outside.open({ name, access: { become: { method: 'none' } } } as Host);
      return [name, readSurvey(await session.run(surveySnippets), name, 'plain')] as const;
    }),
  );
  return new Map(found);
}

const directors: FakeNetwork['hosts'] = {
  lb1: {
    addresses: [
      'lo    inet 127.0.0.1/8',
      // A VIP of an earlier deployment comes first and says nothing of the network.
      'eth0    inet 192.168.1.252/32',
      'eth0    inet 192.168.1.252/24',
      'eth0    inet6 fd00:1::252/64',
      'eth1    inet 10.0.0.252/24',
      'eth1    inet6 fd00:2::252/64',
    ],
  },
};

describe('what is told of a host', () => {
  it('is its system, and its addresses by interface: the first four of a block', async () => {
    const block = Array.from({ length: 9 }, (_, index) => `eth1    inet 10.0.0.${index + 1}/24`);
    const found = await survey({ lb1: { addresses: ['eth0    inet 192.168.1.252/24', ...block] } });
    expect([...found.values()].flatMap(describeHost)).toEqual([
      'lb1: debian 12, Linux 6.1.0, apt, logged in as root, ip_vs there',
      '  eth0 192.168.1.252/24',
      '  eth1 10.0.0.1/24 10.0.0.2/24 10.0.0.3/24 10.0.0.4/24 and 5 more',
    ]);
  });
});

describe('what is offered', () => {
  it.each<[QuestionName, Answers, string | null]>([
    ['interface', nat, 'eth0'],
    ['segment', nat, '192.168.1.0/24'],
    ['segment6', nat, 'fd00:1::/64'],
    ['insideInterface', nat, 'eth1'],
    ['insideNetwork', nat, '10.0.0.0/24'],
    ['insideNetwork6', nat, 'fd00:2::/64'],
    ['method', nat, 'nat'],
    ['method', pair, 'dr'],
    ['port', { ...pair, protocol: 'udp' }, '53'],
    ['weights', { ...pair, scheduler: 'fo' }, 'web1=2, web2=1'],
    ['weights', { ...pair, scheduler: 'ovf' }, 'web1=100, web2=100'],
    ['virtualRouterId', pair, '51'],
  ])('for %s', async (name, answers, offer) => {
    expect(offerFor(name, answers, await survey(directors), nothingHeard)).toBe(offer);
  });

  it('is the fallback where no host was reached', () => {
    expect(offerFor('interface', pair, new Map(), nothingHeard)).toBe('eth0');
    expect(offerFor('segment', pair, new Map(), nothingHeard)).toBeNull();
  });

  it.each<[readonly number[], string]>([
    [[], '51'],
    [[51, 52], '53'],
    [Array.from({ length: 205 }, (_, index) => 51 + index), '1'],
  ])('a VRID that is not heard: %j', (virtualRouterIds, offer) => {
    expect(offerFor('virtualRouterId', pair, new Map(), { ...nothingHeard, virtualRouterIds })).toBe(offer);
  });

  const floats: readonly string[] = ['vip', 'vip6', 'insideGateway', 'insideGateway6'];
  const open: Answers = Object.fromEntries(Object.entries(nat).filter(([name]) => !floats.includes(name)));
  it.each<[QuestionName, Answers, readonly string[]]>([
    ['vip', open, ['192.168.1.229', '192.168.1.228']],
    [
      'vip',
      { ...open, directors: 'lb1 192.168.1.2, lb2 192.168.1.1', realServers: 'web1 192.168.1.254' },
      ['192.168.1.253', '192.168.1.252'],
    ],
    ['vip6', { ...open, vip: '192.168.1.229' }, ['fd00:1::229', 'fd00:1::fe']],
    ['insideGateway', open, ['10.0.0.254', '10.0.0.253']],
    ['insideGateway6', { ...open, insideGateway: '10.0.0.254' }, ['fd00:2::254', 'fd00:2::fe']],
  ])('for %s: addresses next to what is known, of no host', (name, answers, first) => {
    expect(candidatesFor(name, answers).slice(0, 2)).toEqual(first);
  });

  it('for the VIP one that no host holds, which does not answer itself', async () => {
    const holder = { lb1: { addresses: ['eth0    inet 192.168.1.229/32'] } };
    const heard = { ...nothingHeard, taken: new Map([['192.168.1.229', false]]) };
    expect(offerFor('vip', open, await survey(holder), heard)).toBe('192.168.1.228');
  });

  it('for the VIP one that nobody answers for', () => {
    const heard = {
      ...nothingHeard,
      taken: new Map([
        ['192.168.1.229', true],
        ['192.168.1.228', false],
      ]),
    };
    expect(offerFor('vip', open, new Map(), heard)).toBe('192.168.1.228');
  });
});

describe('what the network says', () => {
  it('lets arping overrule the kernel, which remembers', () => {
    const arp =
      '== 10.0.0.1\nARPING 10.0.0.1\nReceived 0 response(s)\n== 10.0.0.2\nUnicast reply from 10.0.0.2 [52:54:00:00:00:02] 1ms\nReceived 1 response(s)\n';
    const results = [arp, 'somebody 10.0.0.1\nnobody 10.0.0.2\nsomebody 10.0.0.3\nsomebody 10.9.9.9\n'].map(
      (stdout) => ({ status: 0, stdout, stderr: '' }),
    );
    expect([...readProbes(results, 'lb1', 'eth0', ['10.0.0.1', '10.0.0.2', '10.0.0.3'])]).toEqual([
      ['10.0.0.1', false],
      ['10.0.0.2', true],
      ['10.0.0.3', true],
    ]);
  });

  it('asks only IPv4 by ARP', () => {
    const [arp, neighbours] = probesOf('lb1', 'eth0', ['10.0.0.1', 'fd00::1']);
    expect(arp?.text).not.toContain('fd00::1');
    expect(neighbours?.text).toContain('fd00::1');
  });

  it.each<[string, ReturnType<typeof readIds>]>([
    [
      'eth0 192.168.1.1 2133640101010000\neth0 192.168.1.2 2133630101010000\neth0 192.168.1.3 210a630101010000\n',
      [10, 51],
    ],
    ['', []],
    ['deaf eth9 4 no such interface\n', { deaf: 'no such interface' }],
    ['neither perl nor python is installed\n', { deaf: 'neither perl nor python is installed' }],
  ])('of VRRP: %j', (text, ids) => {
    expect(readIds(text)).toEqual(ids);
  });
});
