import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { loadInventory } from '../../../src/inventory/load.ts';
import { renderInventory } from '../../../src/lab/access/inventory.ts';
import { topologies, type TopologyName } from '../../../src/lab/topology.ts';

test.each(Object.keys(topologies) as TopologyName[])('lvsdeploy takes the inventory of %s', async (name) => {
  const run = await mkdtemp(join(tmpdir(), 'lab-'));
  onTestFinished(() => rm(run, { recursive: true }));
  const topology = topologies[name];
  await writeFile(join(run, 'inventory.yaml'), renderInventory(topology, run));
  for (const secret of ['sudo-password', 'vrrp-auth', 'id_ed25519', 'known_hosts']) {
    await writeFile(join(run, secret), 'secret\n', { mode: 0o600 });
  }
  const { hosts } = await loadInventory(join(run, 'inventory.yaml'));
  expect(hosts.map((host) => host.name).sort()).toEqual(topology.hosts.map((host) => host.name).sort());
});

test('a host with dpkg says by which packages its kernel comes', () => {
  const inventory: unknown = parse(renderInventory(topologies.pair, '/r', { lb2: 'rpm' }));
  expect(inventory).toHaveProperty('clusters.web.directors.lb1.kernel.packages', [
    'linux-image-uml',
    'linux-headers-uml',
  ]);
  expect(inventory).not.toHaveProperty('clusters.web.directors.lb2.kernel');
});

test('one director alone has no VRRP', () => {
  expect(parse(renderInventory(topologies.standalone, '/r'))).not.toHaveProperty('clusters.web.vrrp');
  expect(parse(renderInventory(topologies.pair, '/r'))).toHaveProperty('clusters.web.vrrp.virtualRouterId', 51);
});
