import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { awaitHolder, bootLab, holders, lvsdeploy, readEvents, tell } from './deployment.ts';

const vip = '192.168.1.229';
const site = 'playbooks/site.ts';

/** What tells that a host is what the lab says it is, and what is left of a deployment after a teardown. */
const families = {
  rpm: {
    identity: 'for tool in apt-get dpkg dnf rpm; do command -v $tool; done; ls -d /run/systemd/system',
    // Neither a generator nor a unit that would run rc.local.
    prepare:
      'rm -f /usr/lib/systemd/system-generators/systemd-rc-local-generator /usr/lib/systemd/system/rc-local.service && systemctl daemon-reload',
    enabled: 'enabled:rc-local',
    said: '/usr/bin/dnf\n/usr/bin/rpm\n/run/systemd/system',
    traces:
      'rpm -qa --qf "%{NAME}\\n" | sort; ls /etc/modules-load.d /etc/sysctl.d; cat /etc/rc.local; systemctl list-unit-files --no-legend "rc-local*"',
  },
  sysv: {
    identity:
      'for tool in apt-get dpkg dnf rpm; do command -v $tool; done; readlink /proc/1/exe; ls -d /run/systemd/system 2> /dev/null',
    prepare: 'update-rc.d rc.local disable',
    enabled: 'enabled:rc.local',
    said: '/usr/bin/apt-get\n/usr/bin/dpkg\n/usr/sbin/init',
    traces: 'dpkg-query -W | sort; ls -d /etc/modules-load.d; ls /etc/sysctl.d /etc/rc2.d; cat /etc/rc.local',
  },
} as const;

// One story a flavour: each part stands on the ones before it.
describe.each(['rpm', 'sysv'] as const)('bare hosts of the flavour %s', (flavour) => {
  const name = `test-family-${flavour}`;
  const { identity, prepare, enabled, said, traces } = families[flavour];
  let lab: Lab;
  let inventory: readonly [string, string];
  let bare: string;

  beforeAll(async () => {
    lab = await bootLab(name, 'pair', '--flavour', flavour);
    inventory = ['--inventory', lab.inventoryPath];
  });
  afterAll(() => lvsdeploy('lab', 'down', '--name', name));

  async function expectVerified() {
    const { status, stdout, stderr } = await lvsdeploy('verify', ...inventory);
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
  }

  it('are what the lab says they are', async () => {
    for (const host of ['lb1', 'lb2', 'web1', 'web2']) {
      expect(await tell(lab, host, `${identity}; true`)).toBe(said);
    }
    bare = await tell(lab, 'lb1', `{ ${traces}; } 2>&1; true`);
  });

  it('are deployed by one run and verified, one that would not run rc.local at boot as well', async () => {
    await tell(lab, 'web2', prepare);
    const { status, stdout, stderr } = await lvsdeploy('run', site, ...inventory, '--yes');
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
    expect(stdout).toMatch(new RegExp(`^web2 .*${enabled.replace('.', '\\.')} {2}changed`, 'm'));
    expect(stdout).not.toMatch(new RegExp(`^web1 .*${enabled.replace('.', '\\.')} {2}changed`, 'm'));
    await expectVerified();
  });

  it('are not changed by a second run, which makes two round trips a host', async () => {
    const { status, stdout } = await lvsdeploy('run', site, ...inventory, '--yes', '--json');
    expect(status).toBe(0);
    const ends = readEvents(stdout).filter(({ type }) => type === 'host-done');
    expect(ends.map(({ host, changed, roundTrips }) => [host, changed, roundTrips]).sort()).toEqual([
      ['lb1', 0, 2],
      ['lb2', 0, 2],
      ['web1', 0, 2],
      ['web2', 0, 2],
    ]);
  });

  it('have a switch that hands the VIP over, and takes it back', async () => {
    expect(await tell(lab, 'lb1', '/sbin/lvsdr.sh status')).toContain('keepalived: running, MASTER');
    await tell(lab, 'lb1', '/sbin/lvsdr.sh stop');
    await awaitHolder(lab, vip, 'lb2');
    await tell(lab, 'lb1', '/sbin/lvsdr.sh start');
    await awaitHolder(lab, vip, 'lb1');
    await tell(lab, 'lb2', '/sbin/lvsdr.sh restart');
    expect(await tell(lab, 'lb2', '/sbin/lvsdr.sh status')).toContain('keepalived: running');
  });

  it('reload keepalived for a new configuration, and never restart it', async () => {
    const started = 'cat /proc/$(cat /run/keepalived.pid)/stat | cut -d " " -f 22';
    const before = await tell(lab, 'lb2', started);
    await tell(
      lab,
      'lb2',
      "sed -i 's/weight 3/weight 2/' /etc/keepalived/keepalived.conf && kill -HUP $(cat /run/keepalived.pid)",
    );
    await vi.waitFor(async () => expect(await tell(lab, 'lb2', 'ipvsadm -Ln')).toMatch(/Route +2 /), {
      timeout: 10_000,
    });
    const { status, stdout } = await lvsdeploy('run', site, ...inventory, '--yes');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^lb2 .*handler:reload-keepalived {2}changed/m);
    await vi.waitFor(async () => expect(await tell(lab, 'lb2', 'ipvsadm -Ln')).toMatch(/Route +3 /), {
      timeout: 10_000,
    });
    expect(await tell(lab, 'lb2', started)).toBe(before);
  });

  it('come back by themselves when all are rebooted: exactly one director holds the VIP', async () => {
    const { status, stdout, stderr } = await lvsdeploy('lab', 'reboot', '--name', name);
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
    await awaitHolder(lab, vip, 'lb1');
    await vi.waitFor(expectVerified, { timeout: 60_000, interval: 2_000 });
    expect(await holders(lab, vip)).toEqual(['lb1']);
    expect(await tell(lab, 'lb1', 'grep -c lvsdr.sh /etc/rc.local')).toBe('1');
  });

  it('are as bare as before after a teardown', async () => {
    const { status, stdout, stderr } = await lvsdeploy('run', 'playbooks/teardown.ts', ...inventory, '--yes');
    expect(`${String(status)} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
    expect(await tell(lab, 'lb1', `{ ${traces}; } 2>&1; true`)).toBe(bare);
  });
});
