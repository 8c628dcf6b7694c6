import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { inventory } from '../../src/inventory/schema.ts';
import { surroundings } from './surroundings.ts';
import { parseInventory } from '../../src/inventory/parse.ts';

const text = readFileSync(new URL('../../inventory.example.yaml', import.meta.url), 'utf8');

describe('inventory.example.yaml', () => {
  const { hosts, clusters } = parseInventory(text, 'inventory.example.yaml', surroundings());

  test('is the topology of the document', () => {
    expect(hosts.map(({ name, access }) => [name, access.address])).toEqual([
      ['lb1', '192.168.1.252'],
      ['lb2', '192.168.1.230'],
      ['web1', '192.168.1.220'],
      ['web2', '192.168.1.231'],
    ]);
    expect(clusters).toHaveLength(1);
    expect(clusters[0]).toMatchObject({
      form: 'ha',
      directors: [
        { name: 'lb1', priority: 100, interface: 'eth0' },
        { name: 'lb2', priority: 99, interface: 'eth0' },
      ],
      vips: [{ address: '192.168.1.229', prefixLength: 32, label: 'eth0:1', realServerLabel: 'lo:0' }],
      vrrp: { instance: 'VI_1', virtualRouterId: 51, version: 2, advertInterval: 1, auth: null },
      virtualServices: [
        {
          address: '192.168.1.229',
          port: 80,
          protocol: 'tcp',
          scheduler: 'wrr',
          method: 'dr',
          persistence: 60,
          delayLoop: 6,
          realServers: [
            {
              name: 'web1',
              weight: 3,
              healthCheck: { kind: 'tcp', connectTimeout: 10, retry: 3, delayBeforeRetry: 3 },
            },
            { name: 'web2', weight: 1, inhibitOnFailure: true },
          ],
        },
      ],
    });
  });

  const everything = text
    .split('\n')
    .filter((line) => !/# (https?|udp|dns|smtp|ping|misc|persistence: \{)/.test(line)) // what is there already, said otherwise
    .map((line) => line.replace(/^( *)# ( *(?:- )?[a-zA-Z]\w*:(?: .*)?)$/, '$1$2'))
    .join('\n');

  test('means what it says in its comments: they are keys too, and their defaults are the defaults', () => {
    const files = {
      '/home/ops/.ssh/config': '',
      '/home/ops/.ssh/id_ed25519': '',
      '/home/ops/.ssh/id_ecdsa': '',
      '/home/ops/.ssh/id_rsa': '',
    };
    const around = surroundings(
      { VRRP_AUTH: 'good', SSH_PASSWORD: 'x', KEY_PASSPHRASE: 'y' },
      { ...files, '/etc/secrets/sudo': 'y' },
    );
    const full = parseInventory(everything, '/etc/i.yaml', around);
    const [web] = full.clusters;
    expect(full.hosts.map(({ name }) => name)).toEqual(['lb1', 'lb2', 'web1', 'web2', 'client', 'bastion']);
    expect(web?.notification?.smtpTimeout).toBe(30);
    expect(web?.directors[0]?.power?.off).toEqual(['ipmitool', '-H', 'lb1-bmc', 'power', 'off']);
    expect(web?.inside).toEqual({
      interface: 'eth1',
      network: '10.0.0.0/24',
      network6: 'fd00:2::/64',
      gateway: '10.0.0.254',
      gateway6: 'fd00:2::254',
    });
    const [http, ...others] = web?.virtualServices ?? [];
    expect(http?.sorryServer).toEqual({ address: '192.168.1.240', port: 80 });
    expect(others.map(({ mark }) => mark)).toEqual([
      {
        number: 1,
        family: 4,
        traffic: [
          {
            address: '192.168.1.229',
            protocol: 'tcp',
            ports: [
              { from: 443, to: 443 },
              { from: 8000, to: 8010 },
            ],
          },
        ],
      },
    ]);
    expect({
      ...web,
      segment6: null,
      clients: [],
      inside: null,
      notification: null,
      directors: web?.directors.map((director) => ({ ...director, address6: null, power: null })),
      vrrp: { ...web?.vrrp, auth: null, syncDaemon: null },
      virtualServices: [{ ...http, warmup: null, sorryServer: null }],
    }).toEqual(clusters[0]);

    const access = full.hosts.find(({ name }) => name === 'web2')?.access;
    const plain = parseInventory(text, '/etc/i.yaml', surroundings({}, files)).hosts.find(
      ({ name }) => name === 'web2',
    )?.access;
    const said = {
      agent: access?.agent,
      passphrase: access?.passphrase,
      password: access?.password,
      proxyJump: access?.proxyJump,
      become: access?.become,
    };
    expect(access).toEqual({ ...plain, ...said });
  });

  test('explains every key of the schema', () => {
    const missing = [...keysOf(inventory)] // A health check may be the word none; nobody needs to write it as a key.
      .filter((key) => key !== 'none' && !new RegExp(`\\b${key}:`).test(text));
    expect(missing).toEqual([]);
  });
});

/** All keys of all maps in a schema. */
function keysOf(schema: unknown, keys = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return keys;
  if (schema instanceof z.ZodObject) {
    for (const [key, value] of Object.entries(schema.shape)) keysOf(value, keys.add(key));
  } else if (schema instanceof z.ZodType) {
    const { innerType, valueType, element, in: from, out, options } = schema.def as unknown as Record<string, unknown>;
    for (const part of [innerType, valueType, element, from, out, ...((options as unknown[] | undefined) ?? [])])
      keysOf(part, keys);
  }
  return keys;
}
