import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { loadInventory } from '../../../src/inventory/load.ts';
import { renderInventory } from '../../../src/lab/access/inventory.ts';
import { topologies, type TopologyName } from '../../../src/lab/topology.ts';

const plain = {
  flavours: {},
  hasSources: false,
  powerCommand: (host: string, turn: 'off' | 'on') => ['switch', turn, host],
};

test.each(Object.keys(topologies) as TopologyName[])('lvsdeploy takes the inventory of %s', async (name) => {
  const run = await mkdtemp(join(tmpdir(), 'lab-'));
  onTestFinished(() => rm(run, { recursive: true }));
  const topology = topologies[name];
  await writeFile(join(run, 'inventory.yaml'), renderInventory(topology, plain, run));
  for (const secret of ['sudo-password', 'vrrp-auth', 'id_ed25519', 'known_hosts']) {
    await writeFile(join(run, secret), 'secret\n', { mode: 0o600 });
  }
  const { hosts } = await loadInventory(join(run, 'inventory.yaml'));
  expect(hosts.map((host) => host.name).sort()).toEqual(topology.hosts.map((host) => host.name).sort());
});

test('a host with Debian packages says which its kernel comes with', () => {
  const { directors } = (
    parse(renderInventory(topologies.pair, { ...plain, flavours: { lb2: 'rpm' } }, '/r')) as Parsed
  ).clusters.web;
  expect(directors['lb1']?.kernel).toEqual({ packages: ['linux-image-uml', 'linux-headers-uml'] });
  expect(directors['lb2']).not.toHaveProperty('kernel');
});

interface Parsed {
  readonly clusters: {
    readonly web: {
      readonly directors: Readonly<Record<string, { readonly kernel?: object; readonly power?: object }>>;
    };
  };
}

test('a drill may cut the power of a director, and nobody has to be asked', () => {
  const { web } = (parse(renderInventory(topologies.pair, plain, '/r')) as Parsed).clusters;
  expect(web.directors['lb2']?.power).toEqual({ off: ['switch', 'off', 'lb2'], on: ['switch', 'on', 'lb2'] });
  expect(web).toHaveProperty('drillable', true);
});

test('one director alone has no VRRP', () => {
  expect(parse(renderInventory(topologies.standalone, plain, '/r'))).not.toHaveProperty('clusters.web.vrrp');
  expect(parse(renderInventory(topologies.pair, plain, '/r'))).toHaveProperty('clusters.web.vrrp.virtualRouterId', 51);
});

test('a lab with source archives says where they lie', () => {
  expect(parse(renderInventory(topologies.pair, { ...plain, hasSources: true }, '/r'))).toMatchObject({
    archives: 'sources',
  });
  expect(parse(renderInventory(topologies.pair, plain, '/r'))).not.toHaveProperty('archives');
});
