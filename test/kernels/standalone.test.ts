import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { bootLab, lvsdeploy, tell } from './deployment.ts';

const vip = '192.168.1.229';
const site = 'playbooks/site.ts';
let lab: Lab;
let inventory: readonly [string, string];

beforeAll(async () => {
  lab = await bootLab('test-standalone', 'standalone');
  inventory = ['--inventory', lab.inventoryPath];
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-standalone'));

const onDirector = (script: string) => tell(lab, 'lb1', script);

describe('one director without keepalived', () => {
  it('is deployed by the same playbook, verified, and not changed by a second run', async () => {
    const { status, stdout, stderr } = await lvsdeploy('run', site, ...inventory, '--yes');
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
    const verified = await lvsdeploy('verify', ...inventory);
    expect(`${String(verified.status)} ${verified.status === 0 ? '' : verified.stdout}`).toBe('0 ');
    expect((await lvsdeploy('run', site, ...inventory, '--yes')).stdout).toContain('3 hosts: 0 changed');
    expect(await onDirector('command -v keepalived || echo none')).toBe('none');
  });

  it('loses address, route and table by lvsdr.sh stop and has them again by start, as often as one asks', async () => {
    await onDirector('/sbin/lvsdr.sh stop && /sbin/lvsdr.sh stop');
    expect(await onDirector('ifconfig')).not.toContain('eth0:1');
    expect(await onDirector('route -n; ipvsadm -ln')).not.toContain(vip);
    await onDirector('/sbin/lvsdr.sh start && /sbin/lvsdr.sh start');
    expect(await onDirector('ifconfig')).toMatch(/eth0:1[^]*192\.168\.1\.229/);
    expect(await onDirector('route -n')).toMatch(/^192\.168\.1\.229 .* UH .* eth0$/m);
    expect((await onDirector('ipvsadm -ln')).match(/-> 192[^]*/)?.[0].replace(/ +/g, ' ')).toMatch(
      /^-> 192\.168\.1\.220:80 Route 3 .*\n -> 192\.168\.1\.231:80 Route 1 /,
    );
  });

  it('refuses adsa with its usage and status 1', async () => {
    const { status, stdout, stderr } = await lab.exec('lb1', '/sbin/lvsdr.sh adsa');
    expect(status).toBe(1);
    expect(stdout + stderr).toContain('Usage: /sbin/lvsdr.sh {start|stop');
  });

  it('serves again after a power cut, with no run in between', async () => {
    await lab.kill('lb1');
    await lab.start('lb1');
    const { status, stdout } = await lvsdeploy('verify', ...inventory);
    expect(`${String(status)} ${status === 0 ? '' : stdout}`).toBe('0 ');
  });
});
