import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseHeldAddresses } from '../../src/facts/addresses.ts';
import type { Facts } from '../../src/facts/facts.ts';
import { factSnippets, parseAddresses, parseFacts, parseOsRelease } from '../../src/facts/read.ts';
import { Shell } from '../../src/shell/shell.ts';
import { printedErrorOf } from '../report/printed-error.ts';
import { run } from '../resources/local.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'facts-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** What a host has, by path; a tool is an empty program. */
type Tree = Readonly<Record<string, string>>;

/** @returns the facts of a host that has these files alone, asked by the real scripts. */
function factsOf(tree: Tree): Facts {
  return factsOfBare({ '/proc/sys/kernel/random/boot_id': 'boot\n', ...tree });
}

function factsOfBare(tree: Tree): Facts {
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode: 0o755 });
  }
  const results = factSnippets.map(({ script }) => {
    const text = script.text.replaceAll(/(?<=^|[\s"'])\/(?=(?:etc|proc|run|lib|usr|boot|sys|selinux)\/)/gm, `${root}/`);
    const tools = `cat() { /bin/cat "$@"; }; uname() { /bin/uname "$@"; }; sed() { /bin/sed "$@"; }; PATH=${root}/bin\n`;
    return run(new Shell(tools + text));
  });
  return parseFacts(results, 'lb1');
}

it('are refused without /proc, with what has to work there', async () => {
  const printed = await printedErrorOf(() => factsOfBare({ '/etc/os-release': 'ID=debian\n' }));
  expect(printed.replace(root, '')).toBe(`\
lb1: the host does not say what it is: /bin/cat: /proc/sys/kernel/random/boot_id: No such file or directory
  → It must be a Linux host with a POSIX shell, coreutils, and /proc mounted; this has to work there: uname -r; uname -m; cat /proc/sys/kernel/random/boot_id
`);
});

describe('the facts of a host', () => {
  const debian = { '/etc/os-release': 'ID=debian\nVERSION_ID="12"\n', '/bin/apt-get': '' };
  const redhat = { '/etc/os-release': 'ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"\n' };
  const systemd = { '/run/systemd/system/x': '' };

  it.each<readonly [string, Tree, Partial<Facts>]>([
    ['Debian with systemd', { ...debian, ...systemd }, { family: 'debian', packageManager: 'apt', init: 'systemd' }],
    [
      'Debian with sysvinit',
      { ...debian, '/etc/inittab': '', '/etc/init.d/rc': '' },
      { family: 'debian', packageManager: 'apt', init: 'sysv' },
    ],
    [
      'the Red Hat family',
      { ...redhat, ...systemd, '/bin/dnf': '', '/bin/yum': '' },
      { distribution: 'rocky', family: 'redhat', packageManager: 'dnf', init: 'systemd' },
    ],
    ['one that has apt as well', { ...redhat, '/bin/apt-get': '', '/bin/dnf': '' }, { packageManager: 'dnf' }],
    ['Debian that has dnf as well', { ...debian, '/bin/dnf': '' }, { packageManager: 'apt' }],
    ['an older one', { ...redhat, '/bin/yum': '' }, { packageManager: 'yum', init: 'other' }],
    [
      'OpenRC',
      { '/etc/os-release': 'ID=alpine\n', '/etc/inittab': '', '/etc/init.d/x': '', '/run/openrc/x': '' },
      { family: 'other', packageManager: null, init: 'other' },
    ],
    [
      'kernels with an image each, and what is left of others',
      {
        '/lib/modules/6.1.0/modules.dep': '',
        '/boot/vmlinuz-6.1.0': '',
        '/lib/modules/6.12.3+x/modules.dep': '',
        '/boot/Image-6.12.3+x': '',
        '/lib/modules/5.10.0/modules.dep': '',
        '/boot/vmlinuz-4.19.0': '',
      },
      { kernels: ['6.1.0', '6.12.3+x'] },
    ],
    ['no kernel of its own', {}, { kernels: [], ipvsSchedulers: null }],
    [
      'schedulers as modules, compressed or not, and built in',
      {
        '/proc/sys/kernel/osrelease': '6.1.0\n',
        '/lib/modules/6.1.0/modules.dep': [
          'kernel/net/netfilter/ipvs/ip_vs.ko.xz: kernel/net/netfilter/nf_conntrack.ko.xz',
          'updates/ip_vs_wrr.ko.zst: kernel/net/netfilter/ipvs/ip_vs.ko.xz',
          '/lib/modules/6.1.0/kernel/net/ip_vs_lc.ko: /lib/modules/6.1.0/kernel/net/ip_vs_nothere.ko',
          'kernel/net/netfilter/ipvs/ip_vs_ftp.ko: kernel/net/netfilter/ipvs/ip_vs_mh.ko',
        ].join('\n'),
        '/lib/modules/6.1.0/modules.builtin': 'kernel/net/netfilter/ipvs/ip_vs_rr.ko\n',
        '/lib/modules/5.10.0/modules.dep': 'kernel/net/netfilter/ipvs/ip_vs_sh.ko:\n',
      },
      { ipvsSchedulers: ['rr', 'wrr', 'lc'] },
    ],
    [
      'schedulers of a kernel that does not say what is built in',
      { '/proc/sys/kernel/osrelease': '6.1.0\n', '/lib/modules/6.1.0/modules.dep': 'kernel/fs/ext4.ko:\n' },
      { ipvsSchedulers: null },
    ],
    ['iproute2 alone', { '/bin/ip': '' }, { networkTools: { iproute2: true, netTools: false } }],
    [
      'net-tools alone',
      {
        '/bin/ifconfig': '#!/bin/sh\necho "lo: flags=73<UP>"; echo "   inet 127.0.0.1  netmask 255.0.0.0"',
        '/bin/route': '',
      },
      {
        networkTools: { iproute2: false, netTools: true },
        interfaces: [{ name: 'lo', addresses: [{ address: '127.0.0.1', prefixLength: 8 }] }],
      },
    ],
    ['SELinux enforcing', { '/sys/fs/selinux/enforce': '1', '/etc/selinux/config': '' }, { selinux: 'enforcing' }],
    ['SELinux permissive, of old', { '/selinux/enforce': '0' }, { selinux: 'permissive' }],
    ['SELinux switched off', { '/etc/selinux/config': 'SELINUX=disabled\n' }, { selinux: 'disabled' }],
    ['no SELinux', {}, { selinux: null }],
    [
      "rc.local by Debian's systemd",
      { ...systemd, '/lib/systemd/system/rc-local.service': '[Unit]\nConditionFileIsExecutable=/etc/rc.local\n' },
      { rcLocal: { path: '/etc/rc.local', isRun: true } },
    ],
    [
      'rc.local by the systemd of the Red Hat family',
      {
        ...systemd,
        '/etc/rc.d/rc.local': '',
        '/usr/lib/systemd/system/rc-local.service': '[Unit]\nConditionFileIsExecutable=/etc/rc.d/rc.local\n',
      },
      { rcLocal: { path: '/etc/rc.d/rc.local', isRun: true } },
    ],
    [
      'rc.local by a generator alone',
      { ...systemd, '/usr/lib/systemd/system-generators/systemd-rc-local-generator': '' },
      { rcLocal: { path: '/etc/rc.local', isRun: true } },
    ],
    ['rc.local that systemd does not know', systemd, { rcLocal: { path: '/etc/rc.local', isRun: false } }],
    ['rc.local by sysvinit', { '/etc/rc2.d/S04rc.local': '' }, { rcLocal: { path: '/etc/rc.local', isRun: true } }],
    [
      'rc.local that sysvinit does not run',
      { '/etc/rc2.d/K01rc.local': '' },
      { rcLocal: { path: '/etc/rc.local', isRun: false } },
    ],
    [
      'rc.local by the old init of the Red Hat family',
      { '/etc/rc3.d/S99local': '', '/etc/rc.d/rc.local': '' },
      { rcLocal: { path: '/etc/rc.d/rc.local', isRun: true } },
    ],
    ['a keepalived that runs', { '/proc/7/comm': 'keepalived\n' }, { runsKeepalived: true }],
    ['a keepalived that does not', { '/proc/7/comm': 'keepalived_x\n' }, { runsKeepalived: false }],
  ])('%s', (_, tree, expected) => {
    expect(factsOf(tree)).toMatchObject(expected);
  });
});

describe('parseOsRelease', () => {
  it('takes quoted, unquoted and escaped values', () => {
    expect(parseOsRelease('ID=debian\nVERSION_ID="12"\nPRETTY_NAME=\'A b\'\nNAME="say \\"hi\\""\n# ID=no\n')).toEqual({
      ID: 'debian',
      VERSION_ID: '12',
      PRETTY_NAME: 'A b',
      NAME: 'say "hi"',
    });
  });
});

describe('parseAddresses', () => {
  it('takes labels, several addresses of one interface, and the address before a peer', () => {
    const text = [
      '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever',
      '1: lo    inet 192.168.1.229/32 scope global lo:0\\       valid_lft forever preferred_lft forever',
      '2: eth0    inet 192.168.1.252/24 brd 192.168.1.255 scope global eth0\\       valid_lft forever',
      '2: eth0    inet6 fe80::5054:ff:fe00:11/64 scope link \\       valid_lft forever preferred_lft forever',
      '3: tun0    inet 10.0.0.1 peer 10.0.0.2/32 scope global tun0\\       valid_lft forever',
    ].join('\n');
    expect(parseAddresses(text)).toEqual([
      {
        name: 'lo',
        addresses: [
          { address: '127.0.0.1', prefixLength: 8 },
          { address: '192.168.1.229', prefixLength: 32 },
        ],
      },
      {
        name: 'eth0',
        addresses: [
          { address: '192.168.1.252', prefixLength: 24 },
          { address: 'fe80::5054:ff:fe00:11', prefixLength: 64 },
        ],
      },
      { name: 'tun0', addresses: [{ address: '10.0.0.1', prefixLength: 32 }] },
    ]);
  });

  it('takes what ifconfig of net-tools 2 and 1.60 prints', () => {
    const two = [
      'eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500',
      '        inet 192.168.1.252  netmask 255.255.255.0  broadcast 192.168.1.255',
      '        inet6 fe80::5054:ff:fe00:11  prefixlen 64  scopeid 0x20<link>',
      '',
      'eth0:1: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500',
      '        inet 192.168.1.229  netmask 255.255.255.255  broadcast 0.0.0.0',
    ];
    const old = [
      'eth0      Link encap:Ethernet  HWaddr 52:54:00:00:00:11',
      '          inet addr:192.168.1.252  Bcast:192.168.1.255  Mask:255.255.255.0',
      '          inet6 addr: fe80::5054:ff:fe00:11/64 Scope:Link',
      '',
      'eth0:1    Link encap:Ethernet  HWaddr 52:54:00:00:00:11',
      '          inet addr:192.168.1.229  Bcast:0.0.0.0  Mask:255.255.255.255',
    ];
    const addresses = [
      { address: '192.168.1.252', prefixLength: 24 },
      { address: 'fe80::5054:ff:fe00:11', prefixLength: 64 },
      { address: '192.168.1.229', prefixLength: 32 },
    ];
    expect(parseAddresses(two.join('\n'))).toEqual([{ name: 'eth0', addresses }]);
    expect(parseAddresses(old.join('\n'))).toEqual([{ name: 'eth0', addresses }]);
    expect(parseHeldAddresses(two.join('\n')).map(({ label }) => label)).toEqual(['eth0', null, 'eth0:1']);
    expect(parseHeldAddresses(old.join('\n')).map(({ label }) => label)).toEqual(['eth0', null, 'eth0:1']);
  });
});
