import { expect, test } from 'vitest';
import type { Cluster } from '../../../src/cluster/cluster.ts';
import { seenServers, wordServer } from '../../../src/report/html/seen-servers.ts';
import { directorBoxes, vipBoxes } from '../../../src/report/html/topology-boxes.ts';
import { renderTopology } from '../../../src/report/html/topology.ts';
import { parseIpvsadmTable } from '../../../src/verify/ipvsadm-table.ts';
import type { Seen, SeenDirector } from '../../../src/verify/seen.ts';
import { documentCluster, standaloneCluster } from '../../verify/document-cluster.ts';
import { table } from '../../verify/healthy-hosts.ts';
import { mixedCluster } from '../../verify/mixed-cluster.ts';
import { mixedTable } from '../../verify/mixed-hosts.ts';

const vip = '192.168.1.229';

function director(name: string, holds: SeenDirector['holds'], text: string | null = table): SeenDirector {
  const parsed = parseIpvsadmTable(text ?? '');
  return { name, holds, table: 'notUnderstood' in parsed ? null : parsed };
}

function seen(directors: readonly SeenDirector[], cluster: Cluster = documentCluster): Seen {
  return { cluster, directors };
}

const healthy = seen([director('lb1', [vip]), director('lb2', [])]);

test('who holds the VIP is said in words, of each director and of the VIP', () => {
  const words = (one: Seen) => [...vipBoxes(one), ...directorBoxes(one)].map(({ lines }) => lines.at(-1)?.text);
  expect(words(healthy)).toEqual(['on lb1', `holds ${vip}`, 'stands by']);
  expect(words(seen([director('lb1', [vip]), director('lb2', [vip])]))).toEqual([
    'on lb1 and lb2 at once',
    `holds ${vip}`,
    `holds ${vip}`,
  ]);
  expect(words(seen([director('lb1', []), director('lb2', [])]))).toEqual(['on no director', 'stands by', 'stands by']);
  expect(words(seen([director('lb1', null), director('lb2', [])]))).toEqual([
    'nobody knows where',
    'did not say',
    'stands by',
  ]);
});

test.each([
  ['as the model says', table, ['in, weight 3', 'in, weight 1']],
  ['with another weight', table.replace('Route   3', 'Route   7'), ['in, weight 7, not 3', 'in, weight 1']],
  ['with weight 0', table.replace('Route   3', 'Route   0'), ['out, weight 0 of 3', 'in, weight 1']],
  ['without it', table.replace(/ {2}-> 192\.168\.1\.231.*\n/, ''), ['in, weight 3', 'not in the table']],
  ['that nobody knows', null, ['not known, weight 3', 'not known, weight 1']],
])('a server is in or out by the table of whoever holds the VIP: one %s', (_, text, words) => {
  expect(seenServers(seen([director('lb1', [], null), director('lb2', [vip], text)])).map(wordServer)).toEqual(words);
});

test('of two holders none is believed', () => {
  const both = seen([director('lb1', [vip]), director('lb2', [vip])]);
  expect(seenServers(both)).toMatchObject([{ state: 'unknown', saidBy: null }, { state: 'unknown' }]);
});

test('the drawing has each host and the way of a request, and is told in words', () => {
  const drawn = renderTopology(healthy).text;
  expect(drawn).toContain('aria-label="Cluster web: VIP 192.168.1.229 on lb1; web1 in, weight 3; web2 in, weight 1."');
  for (const text of ['client', 'lb1', 'priority 100', 'stands by', 'web2', '192.168.1.0/24']) {
    expect(drawn).toMatch(new RegExp(`<text [^>]*>\\s*${text}\\s*</text\\s*>`));
  }
  expect(drawn.match(/<path\s+class="broken"/g)).toBeNull();
  const out = seen([director('lb1', [vip], table.replace('Route   3', 'Route   0')), director('lb2', [])]);
  expect(renderTopology(out).text.match(/<path\s+class="broken"/g)).toHaveLength(1);
});

test('a single director has no priority, and a cluster with more than two servers is drawn twice', () => {
  expect(renderTopology(seen([director('lb1', [vip])], standaloneCluster)).text).not.toContain('priority 1');
  const [one, two] = documentCluster.realServers;
  const more = { ...documentCluster, realServers: [one, two, one].flatMap((server) => server ?? []) };
  expect(renderTopology(seen(healthy.directors, more)).text.match(/<svg class="topology/g)).toHaveLength(2);
});

const all = [vip, 'fd00:1::229', '10.0.0.254', 'fd00:2::254'];
const mixed = seen([director('lb1', all, mixedTable), director('lb2', [])], mixedCluster);

test('both families, marks, and the inside with its gateway', () => {
  expect(vipBoxes(mixed).map(({ name, lines }) => [name, ...lines.map(({ text }) => text)])).toEqual([
    ['VIP', vip, 'on lb1'],
    ['VIP', 'fd00:1::229', 'on lb1'],
    ['gateway', '10.0.0.254', 'on lb1'],
    ['gateway', 'fd00:2::254', 'on lb1'],
  ]);
  expect(directorBoxes(mixed)[0]?.lines.map(({ text }) => text)).toEqual([
    '192.168.1.252',
    'fd00:1::252',
    'priority 100',
    '2 VIPs, 2 gateways',
  ]);
  const drawn = renderTopology(mixed).text;
  for (const text of [
    '192.168.1.0/24 fd00:1::/64',
    '10.0.0.0/24 fd00:2::/64',
    '53/udp: in, weight 1',
    'mark 1 v6: in, weight 1',
  ]) {
    expect(drawn).toContain(text);
  }
  expect(seenServers(mixed).every(({ state }) => state === 'in')).toBe(true);
});

test('no line that leads along a row crosses the name of a network', () => {
  const drawn = renderTopology(mixed).text;
  const names = [...drawn.matchAll(/<text class="faint mono" x="\d+" y="([\d.]+)"/g)].map(([, y]) => Number(y));
  const rows = [...drawn.matchAll(/d="M[\d.]+ [\d.]+V([\d.]+)H/g)].map(([, y]) => Number(y));
  expect(names.length).toBeGreaterThan(2);
  expect(rows.length).toBeGreaterThan(4);
  // Letters are 11 units high at most, and go 3 below their line.
  const crossed = names.filter((name) => rows.some((row) => row > name - 11 && row < name + 3));
  expect(crossed).toEqual([]);
});
