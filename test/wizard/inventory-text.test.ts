import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answers, QuestionName } from '../../src/wizard/answers.ts';
import { faultOf, tidyAnswer } from '../../src/wizard/fault.ts';
import { inventoryOf, secretFileOf, wantsSecret } from '../../src/wizard/inventory-text.ts';
import { questions } from '../../src/wizard/questions.ts';
import { schedulers } from '../../src/cluster/cluster.ts';
import { parse } from '../inventory/parse.ts';
import { surroundings } from '../inventory/surroundings.ts';
import { nat, pair } from './rows.ts';

function load(answers: Answers) {
  const files = { [`/etc/lvs/${secretFileOf(answers)}`]: 'aB3xY9zQ\n', '/etc/lvs/ssh_config': '' };
  const { answer, ...around } = surroundings({}, files);
  return parse(inventoryOf(answers), { ...around, answer: answer ?? (() => 'sudo password') });
}

/** Holds answers against the questions, as setup does. @returns null when one does not fit. */
function settle(given: Answers): Answers | null {
  const settled: Partial<Record<QuestionName, string>> =
    given.sshConfig === undefined ? {} : { sshConfig: given.sshConfig };
  for (const { name, isAsked, fallback } of questions) {
    if (!isAsked(settled)) continue;
    const answer = given[name] ?? fallback(settled);
    if (answer === null) return null;
    const tidy = tidyAnswer(name, answer);
    if (faultOf(name, tidy, settled) !== null) return null;
    settled[name] = tidy;
  }
  return settled;
}

describe('answers to an inventory', () => {
  it('makes the inventory of the document', () => {
    expect(inventoryOf(pair)).toBe(`# Written by lvsdeploy setup; it is yours now. inventory.example.yaml shows
# every key that there is. A secret never stands in this file: { file: … },
# { env: … }, { command: … } or { prompt: … } says where it is.

# How hosts are reached; what is left out is as ssh(1) has it.
defaults:
  ssh:
    user: root

clusters:
  web:
    form: ha # directors under keepalived
    # The network that the directors, and for DR the real servers, share.
    segment: 192.168.1.0/24
    interface: eth0 # on the segment; a host can say its own

    # Who takes the VIP and hands connections on. The highest priority serves
    # first; no two may be equal.
    directors:
      lb1:
        address: 192.168.1.252
        priority: 100
      lb2:
        address: 192.168.1.230
        priority: 99

    # Who answers: on the segment, where DR reaches them.
    realServers:
      web1:
        address: 192.168.1.220
      web2:
        address: 192.168.1.231

    # The addresses that clients know.
    vips:
      - address: 192.168.1.229

    # How the directors agree on who has the VIPs.
    vrrp:
      virtualRouterId: 51 # one for each cluster on a segment
      # In clear text on the segment: it keeps accidents away, not attackers.
      auth: { file: vrrp-web.secret }

    # What is served.
    virtualServices:
      - vip: 192.168.1.229
        protocol: tcp
        port: 80
        scheduler: wrr
        method: dr
        persistence: 60 # seconds that a client stays with its server
        healthCheck: tcp
        inhibitOnFailure: true # a dead server stays in the table, weight 0
        realServers:
          web1: { weight: 3 }
          web2: { weight: 1 }
`);
  });

  it('says who the clients are', () => {
    expect(load(nat).clusters[0]?.clients).toMatchObject([
      { name: 'client', address: '192.168.1.10', address6: 'fd00:1::10' },
    ]);
  });

  it.each([
    ['DR', pair],
    ['NAT', nat],
    ['the source of a client', { ...pair, scheduler: 'mh', sudoPassword: 'yes', user: 'ops' }],
  ])('fits a terminal of 80 columns: %s', (_, answers) => {
    expect(
      inventoryOf(answers)
        .split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });

  it('says of NAT where the real servers have their gateway, in both families', () => {
    const [cluster] = load(nat).clusters;
    expect(cluster?.inside).toEqual({
      interface: 'eth1',
      network: '10.0.0.0/24',
      network6: 'fd00:2::/64',
      gateway: '10.0.0.254',
      gateway6: 'fd00:2::254',
    });
    expect(cluster?.virtualServices.map(({ address, method }) => [address, method])).toEqual([
      ['192.168.1.229', 'nat'],
      ['fd00:1::229', 'nat'],
    ]);
  });

  it('makes one director standalone, without VRRP and without a health check', () => {
    const answers = settle({ ...pair, directors: 'lb1 192.168.1.252' }) ?? {};
    expect(load(answers).clusters[0]).toMatchObject({ form: 'standalone', vrrp: null });
    expect(wantsSecret(answers)).toBe(false);
  });

  it.each(['true', '1.5', '0x10', 'no', 'null', '1e3', 'a.b-c'])('keeps the name %s as it is', (name) => {
    const answers = settle({
      ...pair,
      cluster: `${name}-c`,
      realServers: `${name} 192.168.1.220`,
      weights: `${name}=2`,
    });
    const { clusters, hosts } = load(answers ?? {});
    expect(clusters[0]?.realServers.map((server) => server.name)).toEqual([name]);
    expect(hosts.map((host) => host.name)).toContain(name);
  });

  it('asks for a sudo password at each run', () => {
    const { hosts } = load(settle({ ...pair, user: 'ops', sudoPassword: 'yes' }) ?? {});
    expect(hosts[0]?.access).toMatchObject({ user: 'ops', become: { method: 'sudo' } });
  });

  it('takes the sudo password from a file, for scripts', () => {
    const answers = settle({ ...pair, user: 'ops', sudoPassword: 'file ssh_config' }) ?? {};
    expect(inventoryOf(answers)).toContain("password: { file: 'ssh_config' }");
    expect(settle({ ...pair, user: 'ops', sudoPassword: 'maybe' })).toBeNull();
  });

  it('loads without a warning, whatever valid answers it is made of', () => {
    const host = (prefix: string, at: number, count: number, net: string, six: string | null) =>
      Array.from({ length: count }, (_, index) =>
        [`${prefix}${index + 1}`, `${net}.${at + index}`, ...(six === null ? [] : [`${six}::${at + index}`])].join(' '),
      ).join(', ');
    const word = <const Word extends string>(...words: readonly Word[]) => fc.constantFrom(...words);
    let loaded = 0;
    fc.assert(
      fc.property(
        fc.record({
          directors: fc.integer({ min: 1, max: 3 }),
          servers: fc.integer({ min: 1, max: 5 }),
          hasSix: fc.boolean(),
          isInside: fc.boolean(),
          method: word('dr', 'nat', 'tun'),
          scheduler: word(...schedulers),
          protocol: word('tcp', 'udp'),
          port: fc.integer({ min: 1, max: 70_000 }),
          persistence: word('none', '1', '60', '86400', '0'),
          healthCheck: word('tcp', 'http', 'https', 'smtp', 'ping', 'none', 'udp', 'dns'),
          virtualRouterId: fc.integer({ min: 0, max: 256 }),
          vip: word('192.168.1.229', '192.168.1.229', '192.168.1.255', '10.9.9.9', '192.168.1.11', '224.0.0.5'),
          vip6: word('fd00:1::229', 'none', 'fd00:1::229', 'fd00:9::1'),
          user: word('root', 'default', 'ops'),
          sudoPassword: word('yes', 'no'),
          sshConfig: fc.constantFrom(undefined, 'ssh_config', 'none', 'default'),
          vrrpSecret: word('yes', 'no'),
          cluster: word('web', 'true', '2a'),
          insideInterface: word('eth1', 'eth0'),
          insideNetwork: word('10.0.0.0/24', '192.168.1.0/24', '10.0.0.0/8'),
          insideGateway: word('10.0.0.254', '192.168.1.254', '10.0.0.255', '10.0.0.41'),
        }),
        ({ directors, servers, hasSix, isInside, port, virtualRouterId, sshConfig, ...rest }) => {
          const settled = settle({
            ...rest,
            ...(sshConfig !== undefined && { sshConfig }),
            port: String(port),
            virtualRouterId: String(virtualRouterId),
            directors: host('lb', 11, directors, '192.168.1', hasSix ? 'fd00:1' : null),
            realServers: host(
              'rs',
              41,
              servers,
              isInside ? '10.0.0' : '192.168.1',
              hasSix ? (isInside ? 'fd00:2' : 'fd00:1') : null,
            ),
            interface: 'eth0',
            segment: '192.168.1.0/24',
            segment6: 'fd00:1::/64',
            insideNetwork6: isInside ? 'fd00:2::/64' : 'fd00:1::/64',
            insideGateway6: isInside ? 'fd00:2::254' : 'fd00:1::254',
          });
          if (settled === null) return;
          loaded += 1;
          expect(load(settled).warnings).toEqual([]);
        },
      ),
      { numRuns: 600 },
    );
    expect(loaded).toBeGreaterThan(20);
  }, 60_000);
});
