import { describe, expect, test } from 'vitest';
import { change, mixed, parse, problemsOf, scripts, web } from '../inventory/parse.ts';
import { surroundings } from '../inventory/surroundings.ts';

const vip = '- address: 192.168.1.229';

describe('the model', () => {
  test('accepts nat with another port and a VIP outside the segment, and tun with servers anywhere', () => {
    const nat = change(change(web, 'scheduler: wrr', 'method: nat'), 'weight: 3', 'port: 8080');
    const inside = change(nat, '    vrrp:', '    inside: { gateway: 192.168.1.254 }\n    vrrp:');
    expect(problemsOf(change(inside, '192.168.1.229', '203.0.113.1'))).toEqual([]);
    expect(problemsOf(change(web.replace('scheduler: wrr', 'method: tun'), '192.168.1.231', '10.0.0.231'))).toEqual([]);
  });

  test('has the inside on the segment where nothing else is said', () => {
    const nat = change(
      change(web, 'scheduler: wrr', 'method: nat'),
      '    vrrp:',
      '    inside: { gateway: 192.168.1.254 }\n    vrrp:',
    );
    expect(parse(nat).clusters[0]?.inside).toEqual({
      interface: 'eth0',
      network: '192.168.1.0/24',
      network6: null,
      gateway: '192.168.1.254',
      gateway6: null,
    });
  });

  test('takes no group of clients from a prefix that is the whole address', () => {
    const text = mixed.replace('prefixLength: 64', 'prefixLength: 128');
    expect(text).not.toBe(mixed);
    const services = parse(text, surroundings({}, scripts)).clusters[0]?.virtualServices ?? [];
    expect(services[6]).toMatchObject({ persistence: 60, persistencePrefix: null });
  });

  test('finds a service by mark at the first of its traffic, and asks its servers there', () => {
    const services = parse(mixed, surroundings({}, scripts)).clusters[0]?.virtualServices ?? [];
    expect(services.map(({ address, port, protocol, mark }) => [address, port, protocol, mark?.family])).toEqual([
      ['192.168.1.229', 80, 'tcp', undefined],
      ['fd00:1::229', 80, 'tcp', undefined],
      ['192.168.1.229', 8001, 'tcp', undefined],
      ['fd00:1::229', 8001, 'tcp', undefined],
      ['192.168.1.229', 53, 'udp', undefined],
      ['192.168.1.229', 443, 'tcp', 4],
      ['fd00:1::229', 443, 'tcp', 6],
    ]);
    expect(services[6]).toMatchObject({ persistence: 60, persistencePrefix: 64 });
    expect(services[6]?.realServers[0]).toMatchObject({
      address: 'fd00:1::220',
      port: 0,
      healthCheck: { kind: 'tcp', port: 443 },
    });
    expect(services[3]?.realServers[0]?.healthCheck).toMatchObject({
      kind: 'misc',
      name: 'check.sh',
      script: '#!/bin/sh\nexit 0\n',
      arguments: ['-v'],
      dynamic: false,
    });
  });

  test('puts the director of the highest priority first and numbers the labels', () => {
    const text = change(change(web, 'priority: 99', 'priority: 150'), vip, `${vip}\n      - address: 192.168.1.228`);
    const [cluster] = parse(text).clusters;
    expect(cluster?.directors.map(({ name }) => name)).toEqual(['lb2', 'lb1']);
    expect(cluster?.vips.map(({ label, realServerLabel }) => [label, realServerLabel])).toEqual([
      ['eth0:1', 'lo:0'],
      ['eth0:2', 'lo:1'],
    ]);
  });

  test('has no label where directors differ in their interface or the name is too long for one', () => {
    const labels = (text: string) => parse(text).clusters[0]?.vips.map(({ label }) => label);
    expect(labels(change(web, 'priority: 99', 'priority: 99, interface: ens3'))).toEqual([null]);
    expect(labels(change(web, 'segment:', 'interface: enp0s31f6.1000\n    segment:'))).toEqual([null]);
    expect(labels(change(web, vip, '- { address: 192.168.1.229, label: none }'))).toEqual([null]);
  });

  test('has neither VRRP nor health checks in the form standalone', () => {
    const alone = change(
      change(web, '      lb2: { address: 192.168.1.230, priority: 99 }\n', ''),
      '    vrrp:\n      virtualRouterId: 51\n',
      '',
    );
    const [cluster] = parse(change(alone, 'segment:', 'form: standalone\n    segment:')).clusters;
    expect(cluster?.vrrp).toBeNull();
    expect(cluster?.virtualServices[0]?.realServers.map(({ healthCheck }) => healthCheck)).toEqual([null, null]);
  });

  test('knows names that every JavaScript object has', () => {
    const text = change(web, 'web1', 'constructor');
    expect(parse(text).clusters[0]?.virtualServices[0]?.realServers[0]).toMatchObject({
      name: 'constructor',
      address: '192.168.1.220',
    });
    expect(problemsOf(change(web, 'web2: {}', 'constructor: {}'))).toEqual([
      '20:11: clusters.web.virtualServices[0].realServers.constructor: constructor is no real server of this cluster; expected web1, web2',
    ]);
  });

  test('takes a sync daemon in all three ways', () => {
    const daemon = (said: string) =>
      parse(change(web, 'virtualRouterId: 51', `virtualRouterId: 7\n      ${said}`)).clusters[0]?.vrrp?.syncDaemon;
    expect(daemon('syncDaemon: true')).toEqual({ interface: 'eth0', id: 7 });
    expect(daemon('syncDaemon: { interface: eth1, id: 9 }')).toEqual({ interface: 'eth1', id: 9 });
    expect(daemon('syncDaemon: false')).toBeNull();
  });

  test('takes tenths and hundredths of a second in version 3', () => {
    for (const interval of [0.01, 0.07, 0.1, 0.29, 1.1, 40])
      expect(problemsOf(change(web, 'virtualRouterId: 51', `version: 3\n      advertInterval: ${interval}`))).toEqual(
        [],
      );
  });

  test('preempts at once and by multicast, unless it is said otherwise', () => {
    const vrrpOf = (said: string) => parse(change(web, 'virtualRouterId: 51', said)).clusters[0]?.vrrp;
    expect(vrrpOf('virtualRouterId: 51')).toMatchObject({ unicast: false, preempt: true, preemptDelay: null });
    expect(vrrpOf('unicast: true\n      preempt: false\n      preemptDelay: 0')).toMatchObject({
      unicast: true,
      preempt: false,
      preemptDelay: null,
    });
    expect(vrrpOf('preemptDelay: 300')).toMatchObject({ preempt: true, preemptDelay: 300 });
  });

  test('takes health checks by name and in full', () => {
    const check = (said: string) =>
      parse(change(web, 'scheduler: wrr', said)).clusters[0]?.virtualServices[0]?.realServers[0]?.healthCheck;
    const tries = { port: null, connectTimeout: 10, retry: 3, delayBeforeRetry: 3 };
    expect(check('healthCheck: none')).toBeNull();
    expect(check('healthCheck: http')).toEqual({
      kind: 'http',
      path: '/',
      status: 200,
      digest: null,
      virtualHost: null,
      ...tries,
    });
    expect(check('healthCheck: { tcp: { retry: 1 } }')).toEqual({ kind: 'tcp', ...tries, retry: 1 });
    expect(check('protocol: udp')).toBeNull();
  });
});
