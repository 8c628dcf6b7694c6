import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Lab } from '../../../src/lab/index.ts';
import { bootLab, lvsdeploy, readEvents, tell } from '../deployment.ts';
import { lvsdeployWithin } from '../program.ts';

const site = 'playbooks/site.ts';
const vip = '192.168.1.229';
const vip6 = 'fd00:1::229';
let lab: Lab;
let inventory: readonly [string, string];

beforeAll(async () => {
  lab = await bootLab('test-methods-standalone', 'mixed');
  inventory = ['--inventory', lab.inventoryPath];
  const all = parse(await readFile(lab.inventoryPath, 'utf8')) as {
    clusters: { web: { directors: Record<string, object>; virtualServices: readonly Record<string, unknown>[] } };
  };
  const { web } = all.clusters;
  const services = web.virtualServices.map((service) => ({ ...service, healthCheck: undefined }));
  const alone = {
    ...web,
    form: 'standalone',
    directors: { lb1: { ...web.directors['lb1'], priority: undefined } },
    vrrp: undefined,
    virtualServices: services,
  };
  await writeFile(lab.inventoryPath, stringify({ ...all, clusters: { web: alone } }));
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-methods-standalone'));

async function succeed(...words: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await lvsdeployWithin(10, ...words, ...inventory);
  expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
  return stdout;
}

/** Without health checks nothing says that a service on another port than 80 speaks HTTP, which shares are told by. */
async function expectVerified() {
  const { stdout } = await lvsdeploy('verify', ...inventory, '--json');
  const { clusters } = JSON.parse(stdout) as {
    readonly clusters: readonly { readonly checks: readonly { readonly id: string; readonly outcome: string }[] }[];
  };
  const open = clusters.flatMap(({ checks }) => checks).filter(({ outcome }) => outcome !== 'ok');
  expect(open.map(({ id, outcome }) => `${id}: ${outcome}`)).toEqual(['requests-are-shared: cannot tell']);
}

/** @returns who answers the client, from some of its addresses. */
async function ask(address: string, port: number): Promise<readonly string[]> {
  const [base, url] = address === vip6 ? ['fd00:1::', `[${address}]`] : ['192.168.1.', address];
  const script = `for n in 101 102 103 104 105 106 107 108; do curl -sg -m 4 --interface ${base}$n http://${url}:${port}/ || echo nobody; done`;
  return [...new Set((await tell(lab, 'client', script)).split('\n'))].sort();
}

async function expectServed() {
  for (const address of [vip, vip6]) {
    expect(await ask(address, 80), `DR ${address}`).toEqual(['web1', 'web2']);
    expect(await ask(address, 8080), `NAT ${address}`).toEqual(['app1', 'app2']);
    expect(await ask(address, 8002), `TUN ${address}`).toEqual(['web1', 'web2']);
  }
  expect(await ask(vip, 8010), 'mark').toEqual(['web1', 'web2']);
}

// One story: each part stands on the ones before it.
describe('one director alone, by lvsdr.sh: DR, NAT and TUN in both families, and a mark', () => {
  it('is deployed by one run, verified, and serves', async () => {
    await succeed('run', site, '--yes');
    await expectVerified();
    await expectServed();
  });

  it('is not changed by a second run', async () => {
    const ends = readEvents(await succeed('run', site, '--yes', '--json')).filter(({ type }) => type === 'host-done');
    expect(ends.length).toBeGreaterThanOrEqual(5);
    expect(ends.filter(({ changed }) => changed !== 0)).toEqual([]);
  });

  it('does not speak from a VIP of IPv6, which real servers of tunnels have as well', async () => {
    expect(await tell(lab, 'lb1', `ip -6 addr show dev eth0 to ${vip6}`)).toContain('deprecated');
    expect(await tell(lab, 'lb1', 'ip -6 route get fd00:1::220')).toContain('src fd00:1::252');
  });

  it('serves after all hosts rebooted, with no run in between', async () => {
    await lab.reboot();
    await vi.waitFor(expectVerified, { timeout: 60_000, interval: 2000 });
    await expectServed();
  });
});
