import { expect, it } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { readPlaybook } from '../../src/engine/plan-playbook.ts';
import type { Host } from '../../src/inventory/host.ts';
import { maskOf } from '../../src/mask.ts';
import type { Session } from '../../src/shell/session.ts';
import { valueResource } from './resources.ts';

const host = { name: 'lb1', groups: ['directors'] } as unknown as Host;
const cluster = { name: 'web', directors: [host], realServers: [], clients: [], vips: [] } as unknown as Cluster;

/** A host that answers these snippets, and has nothing to say to others. */
function sessionOf(answers: Readonly<Record<string, string>>): Session {
  return {
    host: 'lb1',
    roundTrips: 0,
    close: () => undefined,
    run: (snippets) =>
      Promise.resolve(snippets.map(({ name }) => ({ status: 0, stdout: answers[name] ?? '', stderr: '' }))),
  };
}

it('numbers what is wanted alone: what is taken back in a turn does not move the rest', async () => {
  const role = { name: 'role', resources: () => [valueResource('a', '1'), valueResource('b', '1')] };
  const gone = { id: 'file:/etc/gone', role: 'role', order: 7, detached: false, watches: null };
  const session = sessionOf({
    'facts: kernel': '6.1\nx86_64\nboot\n',
    'read the manifest': `${JSON.stringify(gone)}\n`,
  });
  const [play] = await readPlaybook({
    playbook: { name: 'test', plays: [{ hosts: 'directors', roles: [role] }] },
    inventory: { file: 'inventory.yaml', hosts: [host], clusters: [cluster] },
    connections: { to: () => Promise.resolve(session), again: () => Promise.resolve(), close: () => undefined },
    mask: maskOf([]),
  });
  const tasks = play?.batches.flat().flatMap((read) => read.tasks) ?? [];
  expect(tasks.map(({ resource, order }) => [resource.id, order])).toEqual([
    ['removal:file:/etc/gone', undefined],
    ['value:a', 0],
    ['value:b', 1],
  ]);
});

it('reads no host of a cluster that the play is not for', async () => {
  const session = sessionOf({ 'facts: kernel': '6.1\nx86_64\nboot\n' });
  let reached = 0;
  const to = () => {
    reached += 1;
    return Promise.resolve(session);
  };
  const playOf = (name: string) => ({ hosts: 'all', where: (one: Cluster) => one.name === name, roles: [] });
  const plays = await readPlaybook({
    playbook: { name: 'test', plays: [playOf('other'), playOf('web')] },
    inventory: { file: 'inventory.yaml', hosts: [host], clusters: [cluster] },
    connections: { to, again: () => Promise.resolve(), close: () => undefined },
    mask: maskOf([]),
  });
  expect(plays.map(({ batches }) => batches.flat().map(({ name }) => name))).toEqual([[], ['lb1']]);
  expect(reached).toBe(1);
});
