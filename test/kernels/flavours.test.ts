import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { bootLab, lvsdeploy, tell } from './deployment.ts';

const name = 'test-flavours';
let lab: Lab;

beforeAll(async () => {
  lab = await bootLab(name, 'small', '--flavour', 'lb1=rpm,web1=sysv');
});
afterAll(() => lvsdeploy('lab', 'down', '--name', name));

const onRpm = (script: string) => tell(lab, 'lb1', script);
const onSysv = (script: string) => tell(lab, 'web1', script);
const stateOf = async (host: string) =>
  new RegExp(`^${host} +(\\S+)`, 'm').exec((await lvsdeploy('lab', 'status', '--name', name)).stdout)?.[1];

describe('a lab of two flavours', () => {
  it('is not another one when it is asked for with other words', async () => {
    const { status, stderr } = await lvsdeploy('lab', 'up', '--name', name, '--topology', 'small', '--flavour', 'rpm');
    expect(status).toBe(64);
    expect(stderr).toContain(`the lab ${name} is up with other flavours`);
  });

  it('says which flavours there are when one is none', async () => {
    const { status, stderr } = await lvsdeploy('lab', 'up', '--name', name, '--flavour', 'web1=redhat');
    expect(status).toBe(64);
    expect(stderr).toContain('there is no flavour "redhat"');
    expect(stderr).toContain('Flavours are debian, rpm, sysv');
  });

  it('has its web server on each, which says whose it is', async () => {
    expect(await onRpm('curl -sS http://192.168.1.220/')).toBe('web1');
  });

  it('has the link that is booted, and its kernel as a package', async () => {
    expect(await onRpm('rpm -qf /boot/$(readlink /boot/vmlinuz)')).toBe(
      `kernel-${await onRpm('uname -r')}-1.lab.x86_64`,
    );
    expect(await onSysv('dpkg -S /boot/$(readlink /boot/vmlinuz)')).toMatch(
      new RegExp(`^linux-image-${await onSysv('uname -r')}:`),
    );
  });
});

describe('a guest with dnf and rpm', () => {
  it('has no other package manager, and says of itself what it is', async () => {
    expect(await onRpm('command -v apt apt-get dpkg dpkg-query || echo none')).toBe('none');
    expect(await onRpm('. /etc/os-release; echo $ID, $ID_LIKE')).toBe('lab-rpm, rhel fedora');
    expect(await onRpm('yum --version > /dev/null; cat /proc/1/comm')).toBe('systemd');
  });

  it('installs packages that rpm finds whole, and neither enables nor starts what they bring', async () => {
    await onRpm('dnf -q -y install keepalived ipvsadm');
    expect(await onRpm('rpm -q --qf "%{NAME} %{VERSION}\\n" keepalived ipvsadm')).toMatch(
      /^keepalived 2\.\d+\.\d+\nipvsadm 1\.\d+$/,
    );
    expect(await onRpm('rpm -V keepalived ipvsadm')).toBe('');
    expect(await onRpm('keepalived --version 2>&1 | head -n 1; ipvsadm -ln')).toMatch(
      /^Keepalived v2[^]*IP Virtual Server/,
    );
    expect(await onRpm('systemctl is-enabled keepalived; systemctl is-active keepalived; true')).toBe(
      'disabled\ninactive',
    );
    await onRpm('dnf -q -y remove keepalived');
    expect(await onRpm('command -v keepalived || echo none')).toBe('none');
  });
});

describe('a guest with sysvinit', () => {
  it('has no systemd, and installs init scripts with its packages', async () => {
    expect(await onSysv('cat /proc/1/comm; command -v systemctl || echo none')).toBe('init\nnone');
    await onSysv('apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y install keepalived ipvsadm');
    expect(await onSysv('ls /etc/rc2.d')).toMatch(/S\d\dkeepalived/);
  });

  it('runs /etc/rc.local when it boots', async () => {
    await onSysv(`printf '%s\\n' '#!/bin/sh' 'uptime > /run/rc.local.ran' > /etc/rc.local && chmod 755 /etc/rc.local`);
    await lab.reboot('web1');
    expect(await onSysv('cat /run/rc.local.ran')).toContain('load average');
    expect(await onRpm('curl -sS http://192.168.1.220/')).toBe('web1');
  });

  it('is off when it was told to power off, or its power was cut, and is there again with what it had', async () => {
    await onSysv('echo kept > /root/kept; sync; shutdown -h -P now');
    await vi.waitFor(async () => expect(await stateOf('web1')).toBe('off'), { timeout: 60_000, interval: 500 });
    await lab.start('web1');
    await lab.kill('web1');
    expect(await stateOf('web1')).toBe('off');
    await lab.start('web1');
    expect(await onSysv('cat /root/kept')).toBe('kept');
  });

  it('is out of reach while its cable is pulled', async () => {
    await lab.cut('web1');
    expect(await stateOf('web1')).toBe('cut');
    expect(await onRpm('curl -sS -m 2 http://192.168.1.220/ 2> /dev/null || echo gone')).toBe('gone');
    await lab.heal('web1');
    expect(await onRpm('curl -sS -m 10 http://192.168.1.220/')).toBe('web1');
  });
});
