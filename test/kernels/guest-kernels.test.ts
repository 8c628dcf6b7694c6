import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { offerBrokenKernel, type Lab } from '../../src/lab/index.ts';
import { bootLab, lvsdeploy, tell } from './deployment.ts';

const name = 'test-guest-kernels';
const schedulers = ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'dh', 'sh', 'sed', 'nq'];
const loadAll = `for module in ip_vs ${schedulers.map((word) => `ip_vs_${word}`).join(' ')}; do modprobe $module || exit; done`;
const apt = 'apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y';
let lab: Lab;
/** The kernel that the guests began with. */
let old: string;

beforeAll(async () => {
  lab = await bootLab(name, 'small', '--flavour', 'lb1=rpm', '--old-kernel');
  old = await tell(lab, 'lb1', 'uname -r');
});
afterAll(() => lvsdeploy('lab', 'down', '--name', name));

const releases = (host: string) => tell(lab, host, 'cd /boot && ls -d vmlinuz-*');
const installed = async (host: string) =>
  (await releases(host)).split('\n').map((file) => file.replace('vmlinuz-', ''));

describe.each([
  {
    host: 'lb1',
    kind: 'rpm',
    upgrade: 'dnf -q -y upgrade kernel',
    remove: (release: string) => `dnf -q -y remove kernel-${release}`,
  },
  {
    host: 'web1',
    kind: 'Debian',
    upgrade: `${apt} install linux-image-uml`,
    remove: (release: string) => `${apt} purge linux-image-${release}`,
  },
])('a guest with $kind packages', ({ host, upgrade, remove }) => {
  let superseded: string;
  let newest: string;

  it('begins on an older kernel than it is offered, with a still older one that does not run', async () => {
    const kernels = await installed(host);
    expect(kernels).toHaveLength(2);
    expect(kernels).toContain(old);
    superseded = kernels.find((release) => release !== old) ?? '';
    expect(await tell(lab, host, 'uname -r; readlink /boot/vmlinuz')).toBe(`${old}\nvmlinuz-${old}`);
  });

  it('runs the new kernel after an upgrade and a reboot, with ip_vs and every scheduler', async () => {
    await tell(lab, host, upgrade);
    newest = (await installed(host)).find((release) => release !== old && release !== superseded) ?? '';
    expect(await tell(lab, host, 'uname -r; readlink /boot/vmlinuz')).toBe(`${old}\nvmlinuz-${newest}`);
    await lab.reboot(host);
    expect(await tell(lab, host, 'uname -r')).toBe(newest);
    await tell(lab, host, loadAll);
    expect(await tell(lab, host, 'lsmod')).toContain('ip_vs_nq');
  });

  it('gives up those that are superseded, folder and all, and keeps the link', async () => {
    await tell(lab, host, remove(superseded));
    await tell(lab, host, remove(old));
    expect(await installed(host)).toEqual([newest]);
    expect(await tell(lab, host, 'ls /lib/modules; readlink /boot/vmlinuz')).toBe(`${newest}\nvmlinuz-${newest}`);
  });
});

it('lets dnf remove no kernel that runs', async () => {
  const { status, stdout, stderr } = await lab.exec('lb1', 'dnf -y remove kernel-$(uname -r)');
  expect(status).toBe(1);
  expect(stdout + stderr).toContain('removing the following protected packages: kernel');
});

describe('a kernel that does not boot', () => {
  it.each([
    { host: 'lb1', breakage: 'ends' },
    { host: 'web1', breakage: 'reboots' },
  ] as const)(
    'leaves $host off when it $breakage, and the host is said to have crashed',
    async ({ host, breakage }) => {
      await offerBrokenKernel(lab, host, '99.1', breakage);
      await tell(lab, host, host === 'lb1' ? 'dnf -q -y upgrade kernel' : `${apt} install linux-image-uml`);
      // The power goes while the link stands in the journal alone: fsync(2) writes nothing else.
      await tell(lab, host, 'sync /boot/vmlinuz /boot');
      await lab.kill(host);
      await expect(lab.start(host)).rejects.toThrow(`${host} has crashed`);
      const { status, stdout } = await lvsdeploy('lab', 'status', '--name', name);
      expect(status).toBe(1);
      expect(stdout).toMatch(new RegExp(`^${host} +crashed `, 'm'));
    },
  );
});
