import { describe, expect, test } from 'vitest';
import { schedulers } from '../../src/cluster/cluster.ts';
import { change, problemsOf, web } from '../inventory/parse.ts';
import { surroundings } from '../inventory/surroundings.ts';

const service = 'clusters.web.virtualServices[0]';
const vip = '- address: 192.168.1.229';

/** What is wrong, the part of web.yaml that is replaced, the replacement, and all problems that are named. */
const cases: readonly (readonly [string, string, string, ...string[]])[] = [
  // values
  [
    'an unknown scheduler',
    'scheduler: wrr',
    'scheduler: wwr',
    `17:20: ${service}.scheduler: found "wwr" (did you mean wrr?); expected a scheduler of IPVS: ${schedulers.join(', ')}`,
  ],
  [
    'a scheduler like no other',
    'scheduler: wrr',
    'scheduler: fastest',
    `17:20: ${service}.scheduler: found "fastest"; expected a scheduler of IPVS: ${schedulers.join(', ')}`,
  ],
  [
    'a negative weight',
    'weight: 3',
    'weight: -1',
    `19:27: ${service}.realServers.web1.weight: found -1; expected a weight from 0 to 65535`,
  ],
  [
    'a weight beyond 16 bits',
    'weight: 3',
    'weight: 65536',
    `19:27: ${service}.realServers.web1.weight: found 65536; expected a weight from 0 to 65535`,
  ],
  [
    'a fraction of a weight',
    'weight: 3',
    'weight: 1.5',
    `19:27: ${service}.realServers.web1.weight: found 1.5; expected a weight from 0 to 65535`,
  ],
  [
    'a weight in words',
    'weight: 3',
    'weight: heavy',
    `19:27: ${service}.realServers.web1.weight: found "heavy"; expected a weight from 0 to 65535`,
  ],
  [
    'the priority of an address owner',
    'priority: 99',
    'priority: 255',
    '6:48: clusters.web.directors.lb2.priority: found 255; expected a VRRP priority from 1 to 254',
  ],
  [
    'priority 0',
    'priority: 99',
    'priority: 0',
    '6:48: clusters.web.directors.lb2.priority: found 0; expected a VRRP priority from 1 to 254',
  ],
  [
    'a virtual router id beyond a byte',
    'virtualRouterId: 51',
    'virtualRouterId: 256',
    '13:24: clusters.web.vrrp.virtualRouterId: found 256; expected a virtual router id from 1 to 255',
  ],
  [
    'virtual router id 0',
    'virtualRouterId: 51',
    'virtualRouterId: 0',
    '13:24: clusters.web.vrrp.virtualRouterId: found 0; expected a virtual router id from 1 to 255',
  ],
  [
    'an unknown version of VRRP',
    'virtualRouterId: 51',
    'version: 4',
    '13:16: clusters.web.vrrp.version: found 4; expected 2 or 3',
  ],
  [
    'a label for an interface',
    'segment: 192.168.1.0/24',
    'segment: 192.168.1.0/24\n    interface: eth0:1',
    '4:16: clusters.web.interface: found "eth0:1"; expected the name of an interface, at most 15 characters and without a colon, behind which stands the label of an address',
  ],
  [
    'a label too long',
    vip,
    '- { address: 192.168.1.229, label: "enp0s31f6v100:12" }',
    '11:42: clusters.web.vips[0].label: found "enp0s31f6v100:12"; expected interface:number of at most 15 characters, such as eth0:1',
  ],
  [
    'a label without interface',
    vip,
    '- { address: 192.168.1.229, label: web }',
    '11:42: clusters.web.vips[0].label: found "web"; expected interface:number of at most 15 characters, such as eth0:1',
  ],
  [
    'an IPv6 address',
    '192.168.1.220',
    '"2001:db8::1"',
    '8:24: clusters.web.realServers.web1.address: found "2001:db8::1", IPv6; expected an IPv4 address',
  ],
  [
    'an IPv6 segment',
    '192.168.1.0/24',
    'fd00::/64',
    '3:14: clusters.web.segment: found "fd00::/64"; expected an IPv4 network such as 192.168.1.0/24',
  ],
  [
    'no address',
    '192.168.1.220',
    '192.168.1.300',
    '8:24: clusters.web.realServers.web1.address: found "192.168.1.300"; expected an IPv4 address',
  ],
  [
    'an address with an octal look',
    '192.168.1.220',
    '192.168.1.020',
    '8:24: clusters.web.realServers.web1.address: found "192.168.1.020"; expected an IPv4 address',
  ],
  [
    'a segment without length',
    '192.168.1.0/24',
    '192.168.1.0',
    '3:14: clusters.web.segment: found "192.168.1.0"; expected an IPv4 network such as 192.168.1.0/24',
  ],
  [
    'a segment with host bits',
    '192.168.1.0/24',
    '192.168.1.7/24',
    '3:14: clusters.web.segment: found "192.168.1.7/24", an address inside the network 192.168.1.0/24; expected an IPv4 network such as 192.168.1.0/24',
  ],
  [
    'an unknown health check',
    'scheduler: wrr',
    'healthCheck: tpc',
    `17:9: ${service}.healthCheck.tpc: unknown key (did you mean tcp?); expected none, tcp, http, https, udp, dns, smtp, ping, misc`,
  ],
  [
    'two health checks',
    'scheduler: wrr',
    'healthCheck: { http: {}, tcp: {} }',
    `17:9: ${service}.healthCheck: expected exactly one of none, tcp, http, https, udp, dns, smtp, ping, misc`,
  ],
  [
    'an unknown key of a health check',
    'scheduler: wrr',
    'healthCheck: { tcp: { rety: 1 } }',
    `17:31: ${service}.healthCheck.tcp.rety: unknown key (did you mean retry?); expected port, connectTimeout, retry, delayBeforeRetry`,
  ],
  [
    'a status in quotes',
    'scheduler: wrr',
    'healthCheck: { http: { status: "200" } }',
    `17:40: ${service}.healthCheck.http.status: found "200"; expected a status from 100 to 599`,
  ],
  ['no VIP', '      - address: 192.168.1.229\n', '', '10:5: clusters.web.vips: found nothing; expected a list'],

  // form and VRRP
  [
    'a priority twice',
    'priority: 99',
    'priority: 100',
    '6:48: clusters.web.directors.lb2.priority: found 100, which lb1 has too; expected one of its own, or chance elects the master',
  ],
  [
    'no priority',
    ', priority: 99',
    '',
    '6:7: clusters.web.directors.lb2.priority: missing; expected a VRRP priority from 1 to 254, the highest for the director that serves first',
  ],
  [
    'ha with one director',
    '      lb2: { address: 192.168.1.230, priority: 99 }\n',
    '',
    '4:5: clusters.web.directors: found 1 (lb1); expected two or more in the form ha, or "form: standalone"',
  ],
  [
    'standalone with two directors and vrrp',
    'segment',
    'form: standalone\n    segment',
    '5:5: clusters.web.directors: found 2 (lb1, lb2); expected exactly one in the form standalone, or "form: ha"',
    '13:5: clusters.web.vrrp: found vrrp in the form standalone, whose director has no peer; expected "form: ha", or no vrrp',
  ],
  [
    'standalone without a director',
    `directors:
      lb1: { address: 192.168.1.252, priority: 100 }
      lb2: { address: 192.168.1.230, priority: 99 }
`,
    'form: standalone\n    directors: {}\n',
    '5:5: clusters.web.directors: found none; expected exactly one in the form standalone, or "form: ha"',
    '11:5: clusters.web.vrrp: found vrrp in the form standalone, whose director has no peer; expected "form: ha", or no vrrp',
  ],
  [
    'a fraction of a second in VRRPv2',
    'virtualRouterId: 51',
    'advertInterval: 0.5',
    '13:23: clusters.web.vrrp.advertInterval: found 0.5; expected whole seconds with version 2 (keepalived would round it), or version 3',
  ],
  [
    'finer than VRRPv3 can say',
    'virtualRouterId: 51',
    'version: 3\n      advertInterval: 0.015',
    '14:23: clusters.web.vrrp.advertInterval: found 0.015; expected hundredths of a second',
  ],
  [
    'an answer that is none',
    'virtualRouterId: 51',
    'unicast: both\n      preempt: never',
    '13:16: clusters.web.vrrp.unicast: found "both"; expected true or false',
    '14:16: clusters.web.vrrp.preempt: found "never"; expected true or false',
  ],
  [
    'a delay beyond that of keepalived',
    'virtualRouterId: 51',
    'preemptDelay: 1001',
    '13:21: clusters.web.vrrp.preemptDelay: found 1001; expected whole seconds from 0 to 1000',
  ],
  [
    'a delay of what never happens',
    'virtualRouterId: 51',
    'preempt: false\n      preemptDelay: 30',
    '14:21: clusters.web.vrrp.preemptDelay: found 30 with "preempt: false", by which no director takes the VIP from another; expected one of the two',
  ],
  [
    'no interval at all',
    'virtualRouterId: 51',
    'advertInterval: 0',
    '13:23: clusters.web.vrrp.advertInterval: found 0; expected 0.01 seconds or more',
  ],
  [
    'auth as plain text',
    'virtualRouterId: 51',
    'auth: hunter2',
    '13:13: clusters.web.vrrp.auth: found plain text, and an inventory is a file that people share; expected { env: NAME }, { file: path }, { command: [program, argument] } or { prompt: question }',
  ],
  [
    'auth longer than 8',
    'virtualRouterId: 51',
    'auth: { env: LONG }',
    '13:7: clusters.web.vrrp.auth: found a secret of 9 characters; expected 8 at most, since keepalived cuts off the rest',
  ],
  [
    'auth that keepalived.conf would read otherwise',
    'virtualRouterId: 51',
    'auth: { env: COMMENT }',
    '13:7: clusters.web.vrrp.auth: found a secret with other characters; expected letters, digits and _ . + = : , / @ % ^ * ? - only',
  ],
  [
    'auth with VRRPv3',
    'virtualRouterId: 51',
    'version: 3\n      auth: { env: GOOD }',
    '14:7: clusters.web.vrrp.auth: found it with version 3, which has no authentication; expected version 2, or no auth',
  ],

  // addresses and labels
  [
    'a real server outside the segment of DR',
    '192.168.1.231 }',
    '192.168.2.231 }',
    '9:24: clusters.web.realServers.web2.address: found 192.168.2.231 for web2; expected an address in the segment 192.168.1.0/24: DR reaches a real server by its MAC address',
  ],
  [
    'a director outside the segment',
    '192.168.1.230',
    '192.168.2.230',
    '6:23: clusters.web.directors.lb2.address: found 192.168.2.230 for lb2; expected an address in the segment 192.168.1.0/24, which the directors share',
  ],
  [
    'the broadcast address',
    '192.168.1.231 }',
    '192.168.1.255 }',
    '9:24: clusters.web.realServers.web2.address: found 192.168.1.255, the broadcast address of 192.168.1.0/24; expected an address for web2',
  ],
  [
    'one address for two hosts',
    '192.168.1.231 }',
    '192.168.1.220 }',
    '9:24: clusters.web.realServers.web2.address: found 192.168.1.220 for web2, which is the address of web1; expected another for each host',
  ],
  [
    'the address of a real server as VIP',
    '192.168.1.229',
    '192.168.1.220',
    '11:18: clusters.web.vips[0].address: found 192.168.1.220, which is the address of web1; expected an address that no host has of its own',
  ],
  [
    'a VIP of DR outside the segment',
    '192.168.1.229',
    '10.0.0.1',
    '11:18: clusters.web.vips[0].address: found 10.0.0.1; expected an address in the segment 192.168.1.0/24, where DR has its directors answer for it',
  ],
  [
    'the broadcast address as VIP',
    '192.168.1.229',
    '192.168.1.255',
    '11:18: clusters.web.vips[0].address: found 192.168.1.255, the broadcast address of 192.168.1.0/24; expected an address that a host can have',
  ],
  [
    'a VIP twice',
    vip,
    `${vip}\n      ${vip}`,
    '12:18: clusters.web.vips[1].address: found 192.168.1.229 a second time; expected each VIP once',
  ],
  [
    'a label of another interface',
    vip,
    '- { address: 192.168.1.229, label: eth1:1 }',
    '11:42: clusters.web.vips[0].label: found eth1:1; expected a label of eth0, the interface of lb1, or none',
  ],
  [
    'a label twice',
    vip,
    `${vip}\n      - { address: 192.168.1.228, label: eth0:1 }`,
    '12:42: clusters.web.vips[1].label: found eth0:1, which another VIP has too; expected one for each',
  ],
  [
    "a real server's label twice",
    vip,
    `${vip}\n      - { address: 192.168.1.228, realServerLabel: "lo:0" }`,
    '12:52: clusters.web.vips[1].realServerLabel: found lo:0, which another VIP has too; expected one for each',
  ],
  [
    "a real server's label that is not of lo",
    vip,
    '- { address: 192.168.1.229, realServerLabel: eth0:1 }',
    '11:52: clusters.web.vips[0].realServerLabel: found eth0:1; expected a label of lo, such as lo:0',
  ],

  // virtual services
  [
    'a service of no VIP',
    'vip: 192.168.1.229',
    'vip: 192.168.1.228',
    `15:14: ${service}.vip: found 192.168.1.228; expected one of the cluster's VIPs: 192.168.1.229`,
  ],
  [
    'a service that is nowhere',
    'vip: 192.168.1.229\n        port: 80\n',
    'protocol: tcp\n',
    `15:9: ${service}.vip: missing; expected one of the addresses in vips, or a mark with its traffic`,
    `15:9: ${service}.port: missing; expected a port from 1 to 65535`,
  ],
  [
    'traffic without a mark',
    'scheduler: wrr',
    'traffic: { vip: 192.168.1.229, ports: 81 }',
    `17:9: ${service}.traffic: found traffic without a mark; expected "mark: NUMBER" beside it`,
  ],
  [
    'another port with DR',
    '{ weight: 3 }',
    '{ port: 8080 }',
    `19:25: ${service}.realServers.web1.port: found 8080; expected 80, the port of the virtual service: DR does not translate ports (method nat does)`,
  ],
  [
    'another port with TUN',
    'scheduler: wrr\n        realServers:\n          web1: { weight: 3 }',
    'method: tun\n        realServers:\n          web1: { port: 8080 }',
    `19:25: ${service}.realServers.web1.port: found 8080; expected 80, the port of the virtual service: TUN does not translate ports (method nat does)`,
  ],
  [
    'a service twice',
    '    virtualServices:\n',
    '    virtualServices:\n      - { vip: 192.168.1.229, port: 80, realServers: { web1: } }\n',
    '17:15: clusters.web.virtualServices[1].port: found 192.168.1.229:80/tcp a second time; expected each virtual service once',
  ],
  [
    'an unknown real server',
    'web2: {}',
    'wbe1: {}',
    `20:11: ${service}.realServers.wbe1: wbe1 is no real server of this cluster (did you mean web1?); expected web1, web2`,
  ],
];

describe('a cluster is refused for', () => {
  const around = surroundings({ LONG: '123456789', COMMENT: 'a#b', GOOD: 'good' });
  test.each(cases)('%s', (_, part, replacement, ...problems) => {
    expect(problemsOf(change(web, part, replacement), around)).toEqual(problems);
  });

  test('nothing, as it stands', () => {
    expect(problemsOf(web)).toEqual([]);
  });
});
