import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Lab } from '../../src/lab/index.ts';
import { largeSize } from '../../src/lab/image/answers.ts';
import { bootLab, lvsdeploy, readEvents, tell } from './deployment.ts';

const site = 'playbooks/site.ts';
const vip = '192.168.1.229';
const vip6 = 'fd00:1::229';
let lab: Lab;
let inventory: readonly [string, string];

type Service = Readonly<Record<string, unknown>>;

beforeAll(async () => {
  lab = await bootLab('test-methods', 'mixed');
  inventory = ['--inventory', lab.inventoryPath];
  // Uploads are taken on these ports, not on port 80.
  await changeServices((services) => [
    ...services,
    ...[vip, vip6].map((address) => ({
      ...services.find(({ port }) => port === 80),
      vip: address,
      port: 8001,
      healthCheck: 'http',
    })),
    ...[vip, vip6].map((address) => ({
      vip: address,
      port: 8090,
      scheduler: 'rr',
      method: 'nat',
      realServers: { app1: { port: 8001 }, app2: { port: 8001 } },
      healthCheck: 'http',
    })),
  ]);
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-methods'));

/** Says other services in the inventory. */
async function changeServices(change: (services: readonly Service[]) => readonly Service[]) {
  const all = parse(await readFile(lab.inventoryPath, 'utf8')) as {
    clusters: { web: { virtualServices: readonly Service[] } };
  };
  const { web } = all.clusters;
  await writeFile(
    lab.inventoryPath,
    stringify({ ...all, clusters: { web: { ...web, virtualServices: change(web.virtualServices) } } }),
  );
}

async function succeed(...words: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await lvsdeploy(...words, ...inventory);
  expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
  return stdout;
}

async function expectNothingToChange() {
  const ends = readEvents(await succeed('run', site, '--yes', '--json')).filter(({ type }) => type === 'host-done');
  expect([...new Set(ends.map(({ host }) => host))].sort()).toEqual(['app1', 'app2', 'lb1', 'lb2', 'web1', 'web2']);
  expect(ends.filter(({ changed }) => changed !== 0)).toEqual([]);
}

const urlOf = (address: string, port: number) => `http://${address.includes(':') ? `[${address}]` : address}:${port}`;

/** @returns who answers the client, from many of its addresses. */
async function askByHttp(address: string, port: number): Promise<readonly string[]> {
  const base = address.includes(':') ? 'fd00:1::' : '192.168.1.';
  const numbers = Array.from({ length: 8 }, (_, index) => String(101 + index)).join(' ');
  const script = `for n in ${numbers}; do curl -sg -m 4 --interface ${base}$n ${urlOf(address, port)}/ || echo nobody; done`;
  return [...new Set((await tell(lab, 'client', script)).split('\n'))].sort();
}

async function askByUdp(address: string, port: number): Promise<readonly string[]> {
  const script = `for n in 1 2 3 4 5 6 7 8; do echo who | timeout 4 nc -u -W 1 ${address} ${port} || echo nobody; done`;
  return [...new Set((await tell(lab, 'client', script)).split('\n'))].sort();
}

const web = ['web1', 'web2'];
const app = ['app1', 'app2'];

async function expectServed() {
  for (const address of [vip, vip6]) {
    expect(await askByHttp(address, 80), `DR ${address}`).toEqual(web);
    expect(await askByHttp(address, 8080), `NAT ${address}`).toEqual(app);
    expect(await askByHttp(address, 8002), `TUN ${address}`).toEqual(web);
  }
  expect(await askByUdp(vip, 53)).toEqual(web);
  expect(await askByHttp(vip, 8010)).toEqual(web);
  expect(await askByHttp(vip, 8012)).toEqual(web);
  expect(await askByUdp(vip, 8010)).toHaveLength(1);
}

// One story: each part stands on the ones before it.
describe('DR, NAT and TUN side by side, in both families', () => {
  it('are deployed by one run, verified, and serve', async () => {
    await succeed('run', site, '--yes');
    await succeed('verify');
    await expectServed();
  });

  it('are not changed by a second run', expectNothingToChange);

  it.each([
    ['DR', vip, 8001],
    ['DR', vip6, 8001],
    ['NAT', vip, 8090],
    ['NAT', vip6, 8090],
    ['TUN', vip, 8002],
    ['TUN', vip6, 8002],
  ] as const)('%s of %s carries 10 MB down and up unharmed', async (_, address, port) => {
    const url = urlOf(address, port);
    const own = await tell(lab, 'web1', 'curl -s http://127.0.0.1:8001/large | sha256sum');
    const down = await tell(
      lab,
      'client',
      `curl -sSg -m 60 -o /tmp/down ${url}/large; sha256sum < /tmp/down; stat -c %s /tmp/down`,
    );
    expect(down).toBe(`${own}\n${largeSize}`);
    const sent = (await tell(lab, 'client', 'head -c 10000000 /dev/urandom > /tmp/up; sha256sum < /tmp/up')).split(
      ' ',
    )[0];
    expect(await tell(lab, 'client', `curl -sSg -m 60 -T /tmp/up ${url}/`)).toBe(`10000000 ${sent ?? ''}`);
  });

  it('are changed by a run: another method, another port, one less', async () => {
    await changeServices((services) =>
      services
        .filter(({ mark }) => mark === undefined)
        .map((service) =>
          service['port'] === 8001 && service['vip'] === vip
            ? { ...service, method: 'tun' }
            : service['port'] === 8002 && service['vip'] === vip6
              ? { ...service, port: 8003 }
              : service,
        ),
    );
    await succeed('run', site, '--yes');
    await succeed('verify');
    for (const director of ['lb1', 'lb2']) {
      const table = await tell(lab, director, 'ipvsadm -Sn');
      expect(table).toContain(`-a -t ${vip}:8001 -r 192.168.1.220:8001 -i`);
      expect(table).not.toMatch(/-r 192\.168\.1\.\d+:8001 -g/);
      expect(table).not.toContain(`[${vip6}]:8002`);
      expect(table).not.toContain('-f 1');
    }
    expect(await askByHttp(vip, 8001)).toEqual(web);
    expect(await askByHttp(vip6, 8003)).toEqual(web);
    expect(await askByHttp(vip6, 8002)).toEqual(['nobody']);
    expect(await askByHttp(vip, 8010)).toEqual(['nobody']);
    expect(await tell(lab, 'lb1', 'iptables -t mangle -S; ls /sbin/lvsmarks.sh 2>&1 || true')).not.toMatch(
      /LVSDEPLOY|^\/sbin/m,
    );
    await expectNothingToChange();
  });

  it('serve after all hosts rebooted, with no run in between', async () => {
    await lab.reboot();
    // A verify of six hosts that boot takes a quarter of a minute on a busy machine.
    await vi.waitFor(() => succeed('verify'), { timeout: 120_000, interval: 2000 });
    for (const [address, port, servers] of [
      [vip, 80, web],
      [vip6, 80, web],
      [vip, 8080, app],
      [vip6, 8080, app],
      [vip, 8002, web],
      [vip6, 8003, web],
    ] as const)
      expect(await askByHttp(address, port), `${address} ${port}`).toEqual(servers);
    await expectNothingToChange();
  });
});
