import { describe, expect, test } from 'vitest';
import { change, problemsOf, web } from '../inventory/parse.ts';

describe('two clusters', () => {
  const mail = (segment: string, network: string, id: number) =>
    `${web}  mail:
    segment: ${segment}
    directors:
      lb3: { address: ${network}.3, priority: 2 }
      lb4: { address: ${network}.4, priority: 1 }
    realServers:
      mx1: { address: ${network}.6 }
    vips: [{ address: ${network}.5 }]
    vrrp: { virtualRouterId: ${id} }
    virtualServices: [{ vip: ${network}.5, port: 25, realServers: { mx1: } }]
`;
  const near = mail('192.168.0.0/16', '192.168.7', 52);

  test('may share a virtual router id on segments apart, and a segment with two of them', () => {
    expect(problemsOf(mail('10.0.0.0/24', '10.0.0', 51))).toEqual([]);
    expect(problemsOf(near)).toEqual([]);
  });

  test.each([
    [
      'a virtual router id on one segment',
      change(near, 'Id: 52', 'Id: 51'),
      '29:30: clusters.mail.vrrp.virtualRouterId: found 51, which the cluster web has on the same segment (192.168.1.0/24); expected another, or the directors of both elect one master',
    ],
    [
      'the default virtual router id',
      change(near, '    vrrp: { virtualRouterId: 52 }\n', ''),
      '21:3: clusters.mail.vrrp.virtualRouterId: found 51, which the cluster web has on the same segment (192.168.1.0/24); expected another, or the directors of both elect one master',
    ],
    [
      'a VIP',
      change(near, '192.168.7.5', '192.168.1.229'),
      '28:23: clusters.mail.vips[0].address: found 192.168.1.229, which is a VIP of the cluster web; expected each VIP in one cluster',
    ],
    [
      'a director',
      change(near, 'lb3: { address: 192.168.7.3', 'lb1: { address: 192.168.1.252'),
      '24:7: clusters.mail.directors.lb1: lb1 directs the cluster web already, and a host has one keepalived.conf; expected all of its VIPs in one cluster',
    ],
    [
      'a label on one real server',
      change(change(near, 'mx1: {', 'web1: {').replace('192.168.7.6', '192.168.1.220'), 'mx1', 'web1'),
      '28:12: clusters.mail.vips[0].realServerLabel: found lo:0, which a VIP of the cluster web has on web1 too; expected another',
    ],
  ])('may not share %s', (_, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('may not set one thing differently for a real server that they share', () => {
    const shared = change(change(near, 'mx1', 'web1'), '192.168.7.5 }]', '192.168.7.5, realServerLabel: lo:1 }]');
    const text = change(shared, '192.168.7.6', '192.168.1.220').replace('  web:\n', '  web:\n    ssh: { port: 22 }\n');
    expect(problemsOf(text.replace('  mail:\n', '  mail:\n    ssh: { port: 2222 }\n'))).toEqual([
      '23:18: clusters.mail.ssh.port: differs from clusters.web.ssh.port, and both are for web1; expected one value, or one on the host itself',
    ]);
  });

  test('may share a real server, at one address', () => {
    const shared = change(change(near, 'mx1', 'web1'), '192.168.7.5 }]', '192.168.7.5, realServerLabel: lo:1 }]');
    expect(problemsOf(change(shared, '192.168.7.6', '192.168.1.220'))).toEqual([]);
    expect(problemsOf(shared)).toEqual([
      '27:24: clusters.mail.realServers.web1.address: found 192.168.7.6 for web1; expected 192.168.1.220 as clusters.web.realServers.web1 has it (ssh.address is for reaching a host at another address)',
    ]);
  });

  const nat = (text: string, gateway: string) =>
    change(
      change(text, 'port: 25', 'port: 25, method: nat'),
      '    vrrp: { v',
      `    inside: { gateway: ${gateway} }\n    vrrp: { v`,
    );

  test('may not share a gateway, or have one for a VIP', () => {
    expect(problemsOf(nat(near, '192.168.1.229'))).toEqual([
      '29:24: clusters.mail.inside.gateway: found 192.168.1.229, which is a VIP of the cluster web; expected one of its own',
    ]);
  });

  test('may not share a real server of NAT', () => {
    const shared = change(change(near, 'mx1', 'web1'), '192.168.7.5 }]', '192.168.7.5, realServerLabel: lo:1 }]');
    expect(problemsOf(nat(change(shared, '192.168.7.6', '192.168.1.220'), '192.168.7.254'))).toEqual([
      "31:81: clusters.mail.virtualServices[0].realServers.web1: web1 serves 192.168.1.229:80/tcp in the cluster web by DR, and this by NAT; expected NAT in one cluster alone, as it makes that one's directors the default route",
    ]);
  });

  test('may not share a virtual router id on the inside network', () => {
    const inner = nat(mail('10.0.0.0/24', '10.0.0', 51), '10.9.0.254');
    const text = change(
      inner,
      '{ gateway: 10.9.0.254 }',
      '{ gateway: 192.168.1.7, network: 192.168.1.0/24, interface: eth1 }',
    );
    expect(problemsOf(change(text, '10.0.0.6', '192.168.1.6'))).toEqual([
      expect.stringContaining('vrrp.virtualRouterId: found 51, which the cluster web has on the same segment'),
    ]);
  });
});
