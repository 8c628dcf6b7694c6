import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/cli/context.ts';
import { selectHosts } from '../../src/inventory/pattern.ts';
import { parse, web } from '../inventory/parse.ts';
import { runWith } from './console.ts';

const text = `${web}groups: { rack1: { hosts: [lb1], ssh: { user: adm } } }
hosts: { bastion: { vars: { note: "\\e[31mred" } } }
`;
const engine: Pick<Engine, 'readInventory' | 'selectHosts'> = {
  readInventory: () => Promise.resolve(parse(text)),
  selectHosts: (_, pattern) => Promise.resolve(selectHosts(parse(text).hosts, pattern)),
};

describe('inventory list', () => {
  test.each([[['inventory', 'list']], [['hosts']]])('%j lists the hosts of a pattern', async (command) => {
    expect((await runWith(engine, [...command, 'directors,bastion'])).stdout).toBe(
      'lb1      192.168.1.252  directors, web, rack1\nlb2      192.168.1.230  directors, web\nbastion  bastion\n',
    );
    const { stdout } = await runWith(engine, [...command, 'lb2', '--json']);
    expect(JSON.parse(stdout)).toEqual([{ name: 'lb2', address: '192.168.1.230', groups: ['directors', 'web'] }]);
  });
});

describe('inventory graph', () => {
  test('draws a tree', async () => {
    expect((await runWith(engine, ['inventory', 'graph'])).stdout).toBe(
      [
        'all',
        '├─ web cluster',
        '│  ├─ directors',
        '│  │  ├─ lb1',
        '│  │  └─ lb2',
        '│  └─ realServers',
        '│     ├─ web1',
        '│     └─ web2',
        '├─ rack1 group',
        '│  └─ lb1',
        '└─ in no cluster',
        '   └─ bastion',
        '',
      ].join('\n'),
    );
  });

  test('is data for a program', async () => {
    const { stdout } = await runWith(engine, ['inventory', 'graph', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ clusters: [{ name: 'web' }], outside: ['bastion'] });
  });
});

describe('inventory show', () => {
  test('shows each value with its level and its place, and nothing that drives a terminal', async () => {
    const { stdout } = await runWith(engine, ['inventory', 'show', 'lb1']);
    expect(stdout).toMatch(/^lb1 {2}directors, web, rack1\n/);
    expect(stdout).toMatch(/^ssh\.user +adm +group rack1 +\/etc\/lvs\/i\.yaml:\d+:\d+$/m);
    expect(stdout).toMatch(/^ssh\.port +22 +default$/m);
    expect((await runWith(engine, ['inventory', 'show', 'bastion'])).stdout).toContain('\\x1b[31mred');
  });

  test('is data for a program', async () => {
    const { stdout } = await runWith(engine, ['inventory', 'show', 'lb1', '--json']);
    const { host, values } = JSON.parse(stdout) as { readonly host: string; readonly values: readonly unknown[] };
    expect(host).toBe('lb1');
    expect(values[0]).toMatchObject({ key: 'address', value: '192.168.1.252', from: 'host' });
  });

  test('has a suggestion for a host that is not there', async () => {
    const ended = await runWith(engine, ['inventory', 'show', 'lb3', '-i', 'a.yaml']);
    expect(ended).toMatchObject({
      code: 64,
      stderr: 'a.yaml: the inventory has no host lb3\n  → Did you mean lb1 or lb2?\n',
    });
  });
});

describe('inventory schema', () => {
  test('prints the JSON Schema of the docs', async () => {
    const { stdout } = await runWith({}, ['inventory', 'schema']);
    expect(stdout).toBe(readFileSync(new URL('../../docs/inventory.schema.json', import.meta.url), 'utf8'));
  });
});
