import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { switchBack, switchOver } from '../../../roles/switch-over.ts';
import { drained, drainFile, inService } from '../../../src/cluster/track-files.ts';
import { loadInventory } from '../../../src/inventory/load.ts';
import type { Lab } from '../../../src/lab/index.ts';
import type { Observation } from '../../../src/resources/resource.ts';
import { failoverBound } from '../../../src/verify/failover-bound.ts';
import { actionsOf } from '../../resources/local.ts';
import { awaitHolder, bootLab, holders, lvsdeploy, startProbe, tell } from '../deployment.ts';

const vip = '192.168.1.229';
const url = `http://${vip}/`;
const site = 'playbooks/site.ts';
let lab: Lab;
let inventory: readonly [string, string];

beforeAll(async () => {
  lab = await bootLab('test-vrrp', 'pair');
  inventory = ['--inventory', lab.inventoryPath];
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-vrrp'));

async function succeed(...words: readonly string[]) {
  const { status, stdout, stderr } = await lvsdeploy(...words);
  expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
  return stdout;
}
const expectVerified = () => succeed('verify', ...inventory);

/** Says other things of VRRP in the inventory, and deploys them. */
async function deploy(...said: readonly string[]) {
  const text = await readFile(lab.inventoryPath, 'utf8');
  const other = text.replace(/(\n {4}vrrp:\n)(?: {6}.*\n)+/, `$1${said.map((line) => `      ${line}\n`).join('')}`);
  expect(other).not.toBe(text);
  await writeFile(lab.inventoryPath, other);
  return lvsdeploy('run', site, ...inventory, '--yes');
}

async function expectDeployed(...said: readonly string[]) {
  const { status, stdout, stderr } = await deploy(...said);
  expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
}

async function clusterNow() {
  const [cluster] = (await loadInventory(lab.inventoryPath)).clusters;
  if (cluster === undefined) throw new Error('the inventory has no cluster');
  return cluster;
}

/** The planned switch-over as a playbook does it, while a client asks. */
async function switchOverFrom(host: string) {
  const cluster = await clusterNow();
  const director = cluster.directors.find(({ name }) => name === host);
  if (director === undefined) throw new Error(`${host} is no director`);
  const probe = await startProbe(lab, url);
  try {
    await tell(lab, host, switchOver(cluster, director).script.text);
  } catch (error) {
    await probe.stop();
    throw error;
  }
  return probe.stop();
}

async function endSwitchOver(host: string) {
  const [action] = actionsOf(switchBack([]).compare(<Value>(): Observation<Value> => ({ kind: 'absent' })));
  await tell(lab, host, action?.script.text ?? 'exit 9');
}

/** Waits until both tables show these weights of web1 and web2; null for a server that is not there. */
async function awaitWeights(...weights: readonly (string | null)[]) {
  const shown = async (host: string) => {
    const table = await tell(lab, host, 'ipvsadm -ln');
    return ['192.168.1.220', '192.168.1.231'].map(
      (server) => new RegExp(`${server}:80 +Route +(\\d+)`).exec(table)?.[1] ?? null,
    );
  };
  await vi.waitFor(async () => expect([await shown('lb1'), await shown('lb2')]).toEqual([weights, weights]), {
    // A dead server is missed after four tries of 6 s, the first of them after 6 s.
    timeout: 60_000,
    interval: 300,
  });
}

const say = (host: string, file: string, text: string) => tell(lab, host, `echo ${text} > ${file}`);
const drainWeb1 = (text: string) => Promise.all(['lb1', 'lb2'].map((host) => say(host, drainFile('web1'), text)));

/** @returns who answered this many requests. */
async function answersTo(requests: number): Promise<readonly string[]> {
  const text = await tell(lab, 'client', `for i in $(seq ${requests}); do curl -s -m 5 ${url} || echo failed; done`);
  return [...new Set(text.split('\n').map((line) => line.trim()))].sort();
}

// One story: each part stands on the ones before it.
describe('a pair that elects its master', () => {
  it('by unicast and in tenths of a second is deployed and verified, and sends no multicast', async () => {
    await expectDeployed('virtualRouterId: 51', 'version: 3', 'advertInterval: 0.1', 'unicast: true');
    await awaitHolder(lab, vip, 'lb1');
    await expectVerified();
    // /proc/net/igmp would list 224.0.0.18, as keepalived hears it, in hexadecimal of the host's byte order.
    expect(await tell(lab, 'lb2', 'cat /proc/net/igmp')).not.toMatch(/120000E0/i);
  });

  it('drains a real server by a file under requests, without a failed one, across a reload and a restart, and refills it', async () => {
    const probe = await startProbe(lab, url);
    expect(await answersTo(8)).toEqual(['web1', 'web2']);
    await drainWeb1(drained);
    await awaitWeights('0', '1');
    expect(await answersTo(30)).toEqual(['web2']);
    await tell(lab, 'lb1', 'systemctl reload keepalived');
    await tell(lab, 'lb2', 'systemctl restart keepalived');
    await awaitWeights('0', '1');
    expect(await answersTo(30)).toEqual(['web2']);
    await drainWeb1(inService);
    await awaitWeights('3', '1');
    expect(await answersTo(8)).toEqual(['web1', 'web2']);
    const { answered, failed } = await probe.stop();
    expect(answered).toBeGreaterThan(50);
    expect(failed).toBe(0);
    await expectVerified();
  });

  it('keeps a drained server that is down and comes back drained', async () => {
    await drainWeb1(drained);
    await awaitWeights('0', '1');
    await lab.kill('web1');
    await awaitWeights(null, '1');
    await lab.start('web1');
    await awaitWeights('0', '1');
    await drainWeb1(inService);
    await awaitWeights('3', '1');
  });

  it('takes over from a dead master within the computed bound', async () => {
    const bound = failoverBound(await clusterNow()) ?? 0;
    const probe = await startProbe(lab, url);
    await lab.kill('lb1');
    await awaitHolder(lab, vip, 'lb2');
    const { longestGap } = await probe.stop();
    console.log(`failover of a tenth of a second: longest gap ${longestGap} ms, bound ${Math.round(bound * 1000)} ms`);
    expect(longestGap).toBeLessThan(bound * 1000 + 500);
    await lab.start('lb1');
    await awaitHolder(lab, vip, 'lb1');
    await vi.waitFor(expectVerified, { timeout: 30_000, interval: 1000 });
  });

  it('gives the VIP away on demand without an outage', async () => {
    const { failed, longestGap } = await switchOverFrom('lb1');
    console.log(`switch-over, 0.1 s: ${failed} failed, longest gap ${longestGap} ms`);
    expect(await holders(lab, vip)).toEqual(['lb2']);
    expect(failed).toBe(0);
    await endSwitchOver('lb1');
    await awaitHolder(lab, vip, 'lb1');
  });

  it('without preempting leaves the VIP where it is, and has it verified there', async () => {
    const probe = await startProbe(lab, url);
    await expectDeployed('virtualRouterId: 51', 'version: 3', 'advertInterval: 0.1', 'unicast: true', 'preempt: false');
    expect((await probe.stop()).failed).toBe(0);
    await expectVerified();
    expect(await holders(lab, vip)).toEqual(['lb1']);
    await lab.kill('lb1');
    await awaitHolder(lab, vip, 'lb2');
    await lab.start('lb1');
    await vi.waitFor(expectVerified, { timeout: 60_000, interval: 1000 });
    expect(await holders(lab, vip)).toEqual(['lb2']);
  });

  it('without preempting gives the VIP away on demand all the same, and keeps it there', async () => {
    const { failed, longestGap } = await switchOverFrom('lb2');
    console.log(`switch-over, preempt: false: ${failed} failed, longest gap ${longestGap} ms`);
    expect(await holders(lab, vip)).toEqual(['lb1']);
    expect(failed).toBe(0);
    await endSwitchOver('lb2');
    await expectVerified();
    expect(await holders(lab, vip)).toEqual(['lb1']);
  });

  it('without preempting keeps its VIP when there is nobody to give it to, and says so', async () => {
    await lab.kill('lb2');
    await expect(switchOverFrom('lb1')).rejects.toThrow(/no other director has taken over/);
    await awaitHolder(lab, vip, 'lb1');
    expect(await tell(lab, 'lb1', 'cat /etc/keepalived/switch-over')).toBe('0');
    await lab.start('lb2');
    await vi.waitFor(expectVerified, { timeout: 60_000, interval: 1000 });
  });

  it('with a delay takes the VIP back after it, and is verified meanwhile', async () => {
    await expectDeployed(
      'virtualRouterId: 51',
      'version: 3',
      'advertInterval: 0.1',
      'unicast: true',
      'preemptDelay: 20',
    );
    await expectVerified();
    const { failed } = await switchOverFrom('lb1');
    expect(failed).toBe(0);
    expect(await holders(lab, vip)).toEqual(['lb2']);
    const start = Date.now();
    await endSwitchOver('lb1');
    await expectVerified();
    expect(await holders(lab, vip)).toEqual(['lb2']);
    await awaitHolder(lab, vip, 'lb1');
    expect(Date.now() - start).toBeGreaterThan(15_000);
  });

  it('refuses to change one director after the other where they would not hear each other, and goes on where it was done', async () => {
    const { status, stderr } = await deploy('virtualRouterId: 51', 'version: 2', 'unicast: true');
    expect([status, stderr]).toEqual([
      64,
      expect.stringContaining('lb2, then lb1 would get a change one after the other'),
    ]);
    expect(await holders(lab, vip)).toEqual(['lb1']);
    const half = await lvsdeploy('run', site, ...inventory, '--yes', '--limit', 'lb2');
    expect([half.status, half.stdout + half.stderr]).toEqual([
      1,
      expect.stringContaining('lb1 and lb2 hold 192.168.1.229'),
    ]);
    await succeed('run', site, ...inventory, '--yes');
    await awaitHolder(lab, vip, 'lb1');
    await expectVerified();
  });
});
