import { expect, test } from 'vitest';
import { siteChecks } from '../../src/verify/site-checks.ts';
import { verify } from '../../src/verify/verify.ts';
import { documentCluster } from './document-cluster.ts';
import { healthyHosts, withHost } from './healthy-hosts.ts';
import { hostsToAsk, type Hosts } from './hosts.ts';

async function see(hosts: Hosts, checks = siteChecks()) {
  return (await verify(documentCluster, checks, hostsToAsk(hosts).ask)).seen;
}

test('the answers to the checks show who holds the VIP and what the tables are, without a question of its own', async () => {
  const seen = await see(healthyHosts);
  expect(seen?.cluster).toBe(documentCluster);
  expect(seen?.directors).toMatchObject([
    {
      name: 'lb1',
      holds: ['192.168.1.229'],
      table: [
        {
          key: { address: '192.168.1.229', port: 80 },
          destinations: [
            { address: '192.168.1.220', weight: 3 },
            { address: '192.168.1.231', weight: 1 },
          ],
        },
      ],
    },
    { name: 'lb2', holds: [], table: [{}] },
  ]);
});

test('what was not answered, not understood or never asked is unknown', async () => {
  const unknown = { holds: null, table: null };
  expect((await see(withHost('lb1', 'no route')))?.directors).toMatchObject([
    { name: 'lb1', ...unknown },
    { holds: [] },
  ]);
  const failing = { status: 127, stderr: 'not found' };
  expect((await see(withHost('lb2', { table: failing })))?.directors[1]).toMatchObject({ holds: [], table: null });
  expect((await see(withHost('lb2', { table: 'gibberish' })))?.directors[1]?.table).toBeNull();
  expect((await see(healthyHosts, []))?.directors).toMatchObject([unknown, unknown]);
});
