import { describe, expect, test } from 'vitest';
import { graphOf } from '../../src/inventory/graph.ts';
import { change, mixed, parse, scripts, web } from './parse.ts';
import { surroundings } from './surroundings.ts';

const config = '/home/ops/.ssh/config';
const file = '/etc/lvs/i.yaml';
const text = `defaults:
  ssh: { user: root, knownHosts: ~/known }
  become: { method: sudo, password: { env: SUDO } }
  keepalived: build
  vars: { rack: 1 }
groups:
  rack1:
    hosts: [lb1]
    vars: { rack: 7, colour: red }
    kernel: { rebootTimeout: 90 }
${change(web, 'priority: 100', 'priority: 100, ssh: { port: 2200 }')}`;
const around = surroundings(
  { SUDO: 'very secret' },
  { [config]: 'Host 192.168.1.*\n  Port 2222\n  ConnectTimeout 3\n  User nobody\n' },
);

function explain(host: string, inventory = text, where = around): Readonly<Record<string, readonly unknown[]>> {
  const values = parse(inventory, where).explain(host);
  return Object.fromEntries(values.map(({ key, value, from, place }) => [key, [value, from, place]]));
}

describe('each value of a host, with what set it', () => {
  test.each([
    ['address', ['192.168.1.252', 'host', `${file}:15:23`]],
    ['priority', [100, 'host', `${file}:15:48`]],
    ['interface', ['eth0', 'default', null]],
    ['ssh.port', [2200, 'host', `${file}:15:66`]],
    ['ssh.user', ['root', 'defaults', `${file}:2:16`]],
    ['ssh.knownHosts', [['/home/ops/known'], 'defaults', `${file}:2:34`]],
    ['ssh.connectTimeout', [3, 'ssh_config', `${config}:3`]],
    ['ssh.connectionAttempts', [4, 'default', null]],
    ['become.method', ['sudo', 'defaults', `${file}:3:21`]],
    ['become.password', ['[secret] in the variable SUDO', 'defaults', `${file}:3:27`]],
    ['kernel.rebootTimeout', [90, 'group rack1', `${file}:10:30`]],
    ['keepalived.source', ['build', 'defaults', `${file}:4:3`]],
    ['ipvsadm.source', ['package', 'default', null]],
    ['vars.rack', [7, 'group rack1', `${file}:9:19`]],
  ])('%s', (key, expected) => {
    expect(explain('lb1')[key]).toEqual(expected);
  });

  test('of another host of the same inventory', () => {
    const { 'ssh.port': port, 'vars.rack': rack, priority } = explain('web1');
    expect([port, rack, priority]).toEqual([
      [2222, 'ssh_config', `${config}:2`],
      [1, 'defaults', `${file}:5:17`],
      undefined,
    ]);
  });

  test('from the cluster', () => {
    const inventory = change(web, 'segment: 192.168.1.0/24', 'segment: 192.168.1.0/24\n    interface: ens3');
    expect(explain('lb1', inventory)['interface']).toEqual(['ens3', 'cluster web', `${file}:4:16`]);
  });

  test('holds no secret', () => {
    expect(JSON.stringify(explain('lb1'))).not.toContain('very secret');
  });
});

test('the graph has clusters, groups and hosts outside', () => {
  const inventory = `${mixed}groups: { rack1: { hosts: [lb1, bastion] } }\nhosts: { bastion: {} }\n`;
  expect(graphOf(parse(inventory, surroundings({}, scripts)))).toEqual({
    clusters: [
      {
        name: 'mixed',
        roles: {
          directors: ['lb1', 'lb2'],
          realServers: ['web1', 'web2', 'app1', 'app2'],
          clients: ['client'],
        },
      },
    ],
    groups: [{ name: 'rack1', hosts: ['lb1', 'bastion'] }],
    outside: ['bastion'],
  });
});
