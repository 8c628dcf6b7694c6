import { describe, expect, test } from 'vitest';
import { change, mixed, problemsOf, scripts, web } from '../inventory/parse.ts';
import { surroundings } from '../inventory/surroundings.ts';

const around = surroundings(
  {},
  {
    ...scripts,
    '/etc/lvs/a b.sh': '#!/bin/sh\n',
    '/etc/lvs/other/check.sh': '#!/bin/sh\nexit 1\n',
    '/etc/lvs/plain': 'exit',
  },
);
const service = (index: number) => `virtualServices[${index}]`;
const misc = 'healthCheck: { misc: { script: check.sh, arguments: [-v] } }';
const unnamed = (problem: string) => problem.replace(/^\d+:\d+: clusters\.mixed\./, '');

/** What is wrong, the part of mixed.yaml that is replaced, the replacement, and all problems that are named. */
const cases: readonly (readonly [string, string, string, ...string[]])[] = [
  // members
  [
    'a director that does not reach the servers of IPv6',
    "address6: 'fd00:1::252', ",
    '',
    'directors.lb1.address6: missing, and fd00:1::229 is a VIP; expected an address of lb1 in fd00:1::/64',
  ],
  [
    'a director off segment6',
    'fd00:1::252',
    'fd00:3::252',
    'directors.lb1.address6: found fd00:3::252 for lb1; expected an address in the segment6 fd00:1::/64',
  ],
  [
    'a real server of DR off segment6',
    'fd00:1::220',
    'fd00:3::220',
    'realServers.web1.address6: found fd00:3::220 for web1; expected an address in the segment6 fd00:1::/64: DR reaches a real server by its MAC address',
  ],
  [
    'a real server of NAT off the inside network',
    '10.0.0.221',
    '10.0.1.221',
    'realServers.app1.address: found 10.0.1.221 for app1; expected an address in the inside network 10.0.0.0/24: a real server of NAT answers through its gateway there',
  ],
  [
    'a real server of NAT off the inside network of IPv6',
    'fd00:2::222',
    'fd00:3::222',
    'realServers.app2.address6: found fd00:3::222 for app2; expected an address in the inside network fd00:2::/64: a real server of NAT answers through its gateway there',
  ],
  [
    'the address of any router',
    'fd00:1::10',
    'fd00:1::',
    'clients.client.address6: found fd00:1::, the address of any router of fd00:1::/64; expected an address for client',
  ],
  [
    'the broadcast address of the inside',
    '10.0.0.221',
    '10.0.0.255',
    'realServers.app1.address: found 10.0.0.255, the broadcast address of 10.0.0.0/24; expected an address for app1',
  ],
  [
    'one address6 for two hosts, however it is written',
    'fd00:1::231',
    'fd00:1:0::220',
    'realServers.web2.address6: found fd00:1::220 for web2, which is the address of web1; expected another for each host',
  ],
  [
    'a real server without IPv6 in a service of it',
    ", address6: 'fd00:1::231'",
    '',
    `${service(1)}.realServers.web2: web2 has no address6, and fd00:1::229 is of IPv6; expected "address6" among its settings in realServers of the cluster`,
    `${service(6)}.realServers.web2: web2 has no address6, and fd00:1::229 is of IPv6; expected "address6" among its settings in realServers of the cluster`,
  ],

  // VIPs
  [
    'a VIP that is the address6 of a host',
    'fd00:1::229',
    'fd00:1::10',
    'vips[1].address: found fd00:1::10, which is the address of client; expected an address that no host has of its own',
  ],
  [
    'a VIP of DR off segment6',
    'fd00:1::229',
    'fd00:3::229',
    'vips[1].address: found fd00:3::229; expected an address in the segment6 fd00:1::/64, where DR has its directors answer for it',
  ],
  [
    'a VIP of one link',
    'fd00:1::229',
    'fe80::229',
    'vips[1].address: found fe80::229, which is good on one link only; expected an address that clients can reach',
  ],
  [
    'a prefix length of the other family',
    '- address: 192.168.1.229',
    '- { address: 192.168.1.229, prefixLength: 64 }',
    'vips[0].prefixLength: found 64; expected a prefix length from 1 to 32, as 192.168.1.229 is of IPv4',
  ],
  [
    'labels of IPv6',
    '- address: fd00:1::229',
    "- { address: 'fd00:1::229', label: 'eth0:2', realServerLabel: 'lo:1' }",
    'vips[1].label: found eth0:2; expected none: an address of IPv6 has no label',
    'vips[1].realServerLabel: found lo:1; expected none: an address of IPv6 has no label',
  ],

  // the inside of NAT
  [
    'a gateway elsewhere',
    'gateway: 10.0.0.254',
    'gateway: 10.0.1.254',
    'inside.gateway: found 10.0.1.254; expected an address in the inside network 10.0.0.0/24',
  ],
  [
    'a gateway that is no host',
    "gateway6: 'fd00:2::254'",
    "gateway6: 'fd00:2::'",
    'inside.gateway6: found fd00:2::, the address of any router of fd00:2::/64; expected an address that a host can have',
  ],
  [
    "a gateway that is a host's",
    'gateway: 10.0.0.254',
    'gateway: 10.0.0.222',
    'inside.gateway: found 10.0.0.222, which is the address of app2; expected an address that no host has of its own',
  ],
  [
    'no gateway of IPv6',
    ", gateway6: 'fd00:2::254'",
    '',
    'inside.gateway6: missing, and fd00:1::229 is served by NAT; expected the gateway of IPv6',
  ],
  [
    'one network on two interfaces',
    'network: 10.0.0.0/24, ',
    '',
    'realServers.app1.address: found 10.0.0.221 for app1; expected an address in the inside network 192.168.1.0/24: a real server of NAT answers through its gateway there',
    'realServers.app2.address: found 10.0.0.222 for app2; expected an address in the inside network 192.168.1.0/24: a real server of NAT answers through its gateway there',
    'inside.network: found 192.168.1.0/24 on eth1, which is the segment on eth0; expected a network of its own, or "interface: eth0"',
    'inside.gateway: found 10.0.0.254; expected an address in the inside network 192.168.1.0/24',
    `${service(2)}.sorryServer.address: found 10.0.0.223; expected an address in 192.168.1.0/24: it is reached by NAT, too`,
  ],
  [
    'an interface that is inside for one director only',
    'priority: 99',
    'priority: 99, interface: eth1',
    'inside.interface: found eth1, by which some directors are on the segment and others are not; expected one that is the same to all',
  ],
  [
    'answers that go two ways',
    'method: tun\n        onePacket: true\n        healthCheck: dns\n        realServers: { web1, web2 }',
    'method: tun\n        healthCheck: none\n        realServers: { app1 }',
    `${service(4)}.realServers.app1: app1 serves 192.168.1.229:8001/tcp by NAT, and this by TUN; expected one of the two: with the director for its gateway, as NAT wants, its answers for TUN come to the director, which holds the VIP that they are from and drops them as martian`,
  ],
  [
    'answers of IPv6 that go two ways',
    'traffic: { vip: fd00:1::229, ports: 443 }\n        persistence: { timeout: 60, prefixLength: 64 }\n        realServers: { web1, web2 }',
    'traffic: { vip: fd00:1::229, ports: 443 }\n        persistence: { timeout: 60, prefixLength: 64 }\n        method: tun\n        realServers: { app1 }',
    `${service(6)}.realServers.app1: app1 serves [fd00:1::229]:8001/tcp by NAT, and this by TUN; expected one of the two: with the director for its gateway, as NAT wants, its answers for TUN come to the director, which holds the VIP that they are from`,
  ],

  // marks
  [
    'a mark twice',
    'traffic: { vip: fd00:1::229, ports: 443 }\n        persistence: { timeout: 60, prefixLength: 64 }',
    'traffic: { vip: 192.168.1.229, ports: 444 }',
    `${service(6)}.mark: found mark 1 a second time; expected each virtual service once`,
  ],
  [
    'a mark on what is no VIP',
    'traffic: { vip: fd00:1::229',
    'traffic: { vip: fd00:1::228',
    `${service(6)}.traffic[0].vip: found fd00:1::228; expected one of the cluster's VIPs: 192.168.1.229, fd00:1::229`,
  ],
  [
    'a mark on the port of another service',
    '8010-8020',
    '70-90',
    `${service(5)}.traffic[0].ports: found 192.168.1.229:80/tcp, which the service 192.168.1.229:80/tcp takes too; expected each port in one virtual service`,
  ],
  [
    'two marks on one port',
    '- mark: 1\n        traffic: { vip: fd00:1::229, ports: 443 }\n        persistence: { timeout: 60, prefixLength: 64 }',
    '- mark: 2\n        traffic: { vip: 192.168.1.229, ports: 8020-8030 }',
    `${service(6)}.traffic[0].ports: found 192.168.1.229:8020/tcp, which the service mark 1 takes too; expected each port in one virtual service`,
  ],
  [
    'a mark with a port that DR would have to change',
    'persistence: { timeout: 60, prefixLength: 64 }\n        realServers: { web1, ',
    'realServers: { web1: { port: 443 }, ',
    `${service(6)}.realServers.web1.port: found 443; expected none: with a mark each client's port stays as it is, and DR does not translate ports (method nat does)`,
  ],
  [
    'a mark beside an address',
    '- mark: 1\n        traffic: { vip',
    '- mark: 1\n        vip: fd00:1::229\n        traffic: { vip',
    `${service(6)}.vip: found vip beside a mark, which says it in its traffic; expected one of the two`,
  ],
  [
    'a mark of both families',
    'traffic: { vip: fd00:1::229, ports: 443 }',
    'traffic: [{ vip: fd00:1::229, ports: 443 }, { vip: 192.168.1.229, ports: 444 }]',
    `${service(6)}.traffic[1].vip: found 192.168.1.229 beside fd00:1::229; expected addresses of one family: IPVS keeps the marks of IPv4 and IPv6 apart`,
  ],

  // scheduling
  [
    'a flag of another scheduler',
    'schedulerFlags: sh-port',
    'schedulerFlags: [mh-port, mh-fallback]',
    `${service(1)}.schedulerFlags: found mh-port with the scheduler sh; expected the scheduler mh, or no such flag`,
  ],
  [
    'a prefix of the other family',
    'prefixLength: 24',
    'prefixLength: 64',
    `${service(5)}.persistence.prefixLength: found 64; expected a prefix length from 1 to 32, as the service is of IPv4`,
  ],
  [
    'one packet of TCP, with persistence',
    'persistence: { timeout: 60, prefixLength: 24 }',
    'persistence: 60\n        onePacket: true',
    `${service(5)}.onePacket: found true for 192.168.1.229:443/tcp; expected it with udp only, since a connection of TCP has to stay where it began`,
    `${service(5)}.onePacket: found true with persistence, by which a client stays with its server; expected one of the two`,
  ],
  [
    'one packet through NAT',
    'method: tun\n        onePacket: true\n        healthCheck: dns\n        realServers: { web1, web2 }',
    'method: nat\n        onePacket: true\n        healthCheck: dns\n        realServers: { app1, app2 }',
    `${service(4)}.onePacket: found true with the method nat, whose answers would keep the address of the real server; expected dr or tun`,
  ],

  // quorum and sorry server
  [
    'a quorum out of reach',
    'quorum: 2',
    'quorum: 5',
    `${service(2)}.quorum: found 5; expected 4 at most, the sum of all weights: it could never be reached`,
  ],
  [
    'a quorum that cannot be lost',
    'hysteresis: 1',
    'hysteresis: 2',
    `${service(2)}.hysteresis: found 2; expected less than the quorum, 2: it could never be lost`,
  ],
  [
    'a quorum that cannot be won again',
    'quorum: 2',
    'quorum: 4',
    `${service(2)}.hysteresis: found 1; expected 0 at most, as the quorum is won at quorum + hysteresis and all weights are 4`,
  ],
  [
    'weights that are all 0',
    '{ web1: { weight: 3 }, web2 }',
    '{ web1: { weight: 0 }, web2: { weight: 0 } }',
    `${service(0)}.realServers: all weights are 0, so that no server takes new connections and keepalived refuses it; expected one that is more`,
  ],
  [
    'no real server',
    '{ web1: { weight: 3 }, web2 }',
    '{}',
    `${service(0)}.realServers: found none; expected one real server at least`,
  ],
  [
    'a sorry server of the other family',
    'address: 10.0.0.223',
    'address: fd00:2::223',
    `${service(2)}.sorryServer.address: found fd00:2::223; expected an address of IPv4, as the service is`,
  ],
  [
    'a sorry server that DR cannot reach, at another port',
    'schedulerFlags: sh-port',
    'sorryServer: { address: fd00:3::9, port: 81 }',
    `${service(1)}.sorryServer.address: found fd00:3::9; expected an address in fd00:1::/64: it is reached by DR, too`,
    `${service(1)}.sorryServer.port: found 81; expected 80, the port of the virtual service: DR does not translate ports (method nat does)`,
  ],

  [
    'a sorry server of a mark at a port that DR would have to change',
    'persistence: { timeout: 60, prefixLength: 64 }',
    "sorryServer: { address: 'fd00:1::9', port: 81 }",
    `${service(6)}.sorryServer.port: found 81; expected none, as the mark has many: DR does not translate ports (method nat does)`,
  ],

  // health checks
  [
    'two scripts of one name',
    'healthCheck: dns',
    'healthCheck: { misc: { script: other/check.sh } }',
    `${service(4)}.healthCheck.misc.script: found check.sh, a name that another script of the cluster has too; expected one for each, as they lie in one folder of the directors`,
  ],
  [
    'a script without interpreter',
    misc,
    'healthCheck: { misc: { script: plain } }',
    `${service(3)}.healthCheck.misc.script: found plain, which does not begin with #!; expected a script that says its interpreter`,
  ],
  [
    'a script of a name that a shell reads otherwise',
    misc,
    "healthCheck: { misc: { script: 'a b.sh' } }",
    `${service(3)}.healthCheck.misc.script: found "a b.sh"; expected a file with a name of letters, digits, and . _ - only`,
  ],
  [
    'no script',
    misc,
    'healthCheck: { misc: { script: none.sh } }',
    `${service(3)}.healthCheck.misc.script: cannot read /etc/lvs/none.sh (ENOENT: no such file or directory, open '/etc/lvs/none.sh'); expected a file of this machine`,
  ],
];

describe('a cluster of everything is refused for', () => {
  test.each(cases)('%s', (_, part, replacement, ...problems) => {
    expect(problemsOf(change(mixed, part, replacement), around).map(unnamed)).toEqual(problems);
  });

  test('nothing, as it stands', () => {
    expect(problemsOf(mixed, around)).toEqual([]);
  });

  test('VIPs of IPv6 without a segment6', () => {
    const problems = problemsOf(change(mixed, '    segment6: fd00:1::/64\n', ''), around).map(unnamed);
    expect(problems).toContain(
      'vips[1].address: found fd00:1::229, and the cluster has no segment6; expected "segment6: fd00:1::/64" or so there',
    );
    expect(problems).toContain(
      'directors.lb1.address6: found fd00:1::252, and the cluster has no segment6; expected the network that it is in there',
    );
  });

  test('a gateway of IPv6 on no network of it', () => {
    const text = change(web, '    vrrp:', "    inside: { gateway: 192.168.1.254, gateway6: 'fd00:2::254' }\n    vrrp:");
    expect(problemsOf(text)).toEqual([
      '12:5: clusters.web.inside.network6: missing; expected the network of fd00:2::254, such as fd00:2::/64',
    ]);
  });

  test('a sorry server of a service that is nowhere, once', () => {
    const text = change(
      web,
      'vip: 192.168.1.229\n        port: 80',
      "mark: 1\n        sorryServer: { address: 'fd00::1' }",
    );
    expect(problemsOf(text)).toEqual([expect.stringContaining('traffic: missing; expected what gets the mark')]);
  });

  test('NAT without an inside', () => {
    expect(problemsOf(mixed.replace(/ {4}inside:\n.*\n/, ''), around).map(unnamed)).toEqual([
      `${service(2)}.method: found nat, and the cluster has no inside; expected "inside: { gateway: ADDRESS }" there, the default gateway of the real servers, through which they answer`,
    ]);
  });
});
