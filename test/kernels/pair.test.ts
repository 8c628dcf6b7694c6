import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadInventory } from '../../src/inventory/load.ts';
import type { Lab } from '../../src/lab/index.ts';
import { failoverBound } from '../../src/verify/failover-bound.ts';
import { awaitHolder, bootLab, holders, lvsdeploy, readEvents, startProbe, tell } from './deployment.ts';

const vip = '192.168.1.229';
const url = `http://${vip}/`;
const site = 'playbooks/site.ts';
const conf = '/etc/keepalived/keepalived.conf';
let lab: Lab;
let inventory: readonly [string, string];

beforeAll(async () => {
  lab = await bootLab('test-pair', 'pair');
  inventory = ['--inventory', lab.inventoryPath];
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-pair'));

async function expectVerified() {
  const { status, stdout, stderr } = await lvsdeploy('verify', ...inventory);
  expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
}

// One story: each part stands on the ones before it.
describe('a pair of directors and two web servers, from bare hosts', () => {
  it('is planned without a change to any host', async () => {
    const { status, stdout } = await lvsdeploy('plan', site, ...inventory);
    expect(status).toBe(2);
    expect(stdout).toContain('+ package:keepalived');
    expect(await tell(lab, 'lb1', 'ls /etc/keepalived /sbin/lvsdr.sh 2>&1 || true')).not.toMatch(/^\//m);
  });

  it('is deployed by one run and verified', async () => {
    const { status, stdout, stderr } = await lvsdeploy('run', site, ...inventory, '--yes');
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
    await expectVerified();
  });

  it('is not changed by a second run, which makes at most two round trips a host and play', async () => {
    const { status, stdout } = await lvsdeploy('run', site, ...inventory, '--yes', '--json');
    expect(status).toBe(0);
    const ends = readEvents(stdout).filter(({ type }) => type === 'host-done');
    expect(ends.map(({ host }) => host).sort()).toEqual(['lb1', 'lb2', 'web1', 'web2']);
    for (const { changed, roundTrips } of ends) {
      expect(changed).toBe(0);
      expect(roundTrips).toBeLessThanOrEqual(2);
    }
  });

  it('shows exactly the line of keepalived.conf that a hand changed, and mends it by a reload without a failed request', async () => {
    await tell(lab, 'lb1', `sed -i 's/delay_loop .*/delay_loop 42/' ${conf}`);
    const planned = await lvsdeploy('plan', site, ...inventory);
    expect(planned.status).toBe(2);
    expect(planned.stdout.match(/^ *[-+] ?.*$/gm)?.map((line) => line.replace(/\s+/g, ' '))).toEqual([
      ' - delay_loop 42',
      ' + delay_loop 6',
    ]);

    const pid = await tell(lab, 'lb1', 'systemctl show -p MainPID keepalived');
    const probe = await startProbe(lab, url);
    const { status, stdout } = await lvsdeploy('run', site, ...inventory, '--yes', '--json');
    const { answered, failed } = await probe.stop();
    expect(status).toBe(0);
    const changed = readEvents(stdout).filter(({ type }) => type === 'task-done');
    expect(changed.map(({ host, resource }) => [host, resource])).toEqual([
      ['lb1', `file:${conf}`],
      ['lb1', 'handler:reload-keepalived'],
    ]);
    expect(await tell(lab, 'lb1', 'systemctl show -p MainPID keepalived')).toBe(pid);
    expect(answered).toBeGreaterThan(20);
    expect(failed).toBe(0);
  });

  it('survives the loss of its master within the computed bound, says who is missing, and takes it back', async () => {
    const [cluster] = (await loadInventory(lab.inventoryPath)).clusters;
    const bound = cluster && failoverBound(cluster);
    const probe = await startProbe(lab, url);
    await lab.kill('lb1');
    await awaitHolder(lab, vip, 'lb2');
    const { longestGap } = await probe.stop();
    expect(longestGap).toBeGreaterThan(1000);
    // The probe itself rests 50 ms and needs some to start curl on a busy machine.
    expect(longestGap).toBeLessThan((bound ?? 0) * 1000 + 500);

    const { status, stdout } = await lvsdeploy('verify', ...inventory);
    expect(status).toBe(4);
    expect(stdout).toMatch(/failed +every host can be reached[^]*lb1/);

    await lab.start('lb1');
    await awaitHolder(lab, vip, 'lb1');
    await expectVerified();
  });

  it('has one holder and one MAC address for the VIP after all hosts rebooted, with no run in between', async () => {
    await lab.reboot();
    await awaitHolder(lab, vip, 'lb1');
    const answers = await tell(lab, 'client', `arping -c 3 -I eth0 ${vip} | grep -o '\\[[0-9A-F:]*\\]' | sort -u`);
    expect(answers.split('\n')).toHaveLength(1);
    await vi.waitFor(expectVerified, { timeout: 30_000, interval: 1000 });
  });

  it('has the documented switch on its directors: stop hands the VIP over, start takes it back, adsa is refused', async () => {
    await tell(lab, 'lb1', '/sbin/lvsdr.sh stop');
    await awaitHolder(lab, vip, 'lb2');
    expect(await tell(lab, 'lb1', 'ifconfig')).not.toContain('eth0:1');
    await tell(lab, 'lb1', '/sbin/lvsdr.sh start');
    await awaitHolder(lab, vip, 'lb1');
    expect(await tell(lab, 'lb1', 'ifconfig eth0:1')).toContain(vip);
    const wrong = await lab.exec('lb1', '/sbin/lvsdr.sh adsa', { asRoot: true });
    expect(wrong.status).toBe(1);
    expect(wrong.stdout + wrong.stderr).toContain('Usage: /sbin/lvsdr.sh {start|stop');
    expect(await holders(lab, vip)).toEqual(['lb1']);
  });
});
