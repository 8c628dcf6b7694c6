import { createHash } from 'node:crypto';
import type { KernelSuite } from './kernel.ts';

/** Everything that decides what a base image holds; two images of one recipe are as good as each other. */
export interface Recipe {
  readonly suite: 'bookworm';
  readonly kernel: KernelSuite;
  /** Installed in every guest, besides what Debian holds essential. */
  readonly packages: readonly string[];
  /** Left out of the guests, and served to them by the lab with all they depend on. */
  readonly served: readonly string[];
  /** Files of every guest, by path. */
  readonly files: Readonly<Record<string, { readonly mode: number; readonly content: string }>>;
  readonly enabledUnits: readonly string[];
  readonly maskedUnits: readonly string[];
}

/** @returns the recipe of the bare Debian hosts that the lab boots. */
export function baseRecipe(kernel: KernelSuite): Recipe {
  return {
    suite: 'bookworm',
    kernel,
    packages: [
      ...['systemd', 'systemd-sysv', 'dbus', 'libpam-systemd', 'openssh-server', 'sudo', 'kmod', 'procps'],
      ...['iproute2', 'net-tools', 'iputils-ping', 'iputils-arping', 'curl', 'netcat-openbsd', 'busybox'],
    ],
    // The shells are for tests of accounts that have one of them.
    served: ['keepalived', 'ipvsadm', 'tcsh', 'zsh'],
    files: {
      '/usr/local/sbin/lab-host': { mode: 0o755, content: hostScript },
      '/etc/systemd/system/lab-host.service': { mode: 0o644, content: hostUnit },
      '/etc/systemd/system/lab-web.service': { mode: 0o644, content: webUnit },
      '/etc/resolv.conf': { mode: 0o644, content: '' },
      '/etc/fstab': { mode: 0o644, content: '/dev/ubda / ext4 defaults,noatime 0 0\n' },
      // An empty one is "not the first boot", and the kernel's command line says which it is (machine-id(5)).
      '/etc/machine-id': { mode: 0o444, content: '' },
    },
    enabledUnits: ['lab-host.service', 'lab-web.service'],
    maskedUnits: [
      ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'e2scrub_all.timer', 'fstrim.timer'],
      ...['e2scrub_reap.service', 'getty.target', 'systemd-pstore.service', 'dev-hugepages.mount', 'dev-mqueue.mount'],
      ...['sys-kernel-debug.mount', 'sys-kernel-tracing.mount', 'sys-kernel-config.mount'],
      ...['proc-sys-fs-binfmt_misc.automount', 'sys-fs-fuse-connections.mount', 'systemd-firstboot.service'],
      ...['systemd-random-seed.service', 'systemd-journal-flush.service', 'kmod-static-nodes.service'],
      ...['modprobe@dm_mod.service', 'modprobe@drm.service', 'modprobe@loop.service', 'systemd-update-utmp.service'],
    ],
  };
}

/** @returns a short name for what the recipe and this format of images make. */
export function hashOf(recipe: Recipe): string {
  return createHash('sha256')
    .update(JSON.stringify({ format: 1, recipe }))
    .digest('hex')
    .slice(0, 16);
}

// The second disk is a plain tar archive with the identity that the lab made for this guest.
// Without `gso_max_segs 1` the UML network cuts large frames short, and bulk traffic crawls.
const hostScript = `#!/bin/sh
# Gives this guest its identity on its first boot, and its network on every boot.
set -eu
umask 022
if [ ! -e /etc/lab/seeded ]; then
  tar -xf /dev/ubdb -C /
  sh /etc/lab/setup
  rm /etc/lab/setup
  touch /etc/lab/seeded
  sync
fi
{
  echo link set vec0 name eth0
  echo link set eth0 gso_max_segs 1
  sed 's/.*/addr add & brd + dev eth0/' /etc/lab/addresses
  echo link set eth0 up
} | ip -batch -
`;

// Before systemd-sysctl, so that settings of eth0 find it, as they do on a machine whose NIC udev has named.
const hostUnit = `[Unit]
Description=Identity and network of a lab guest
DefaultDependencies=no
After=systemd-remount-fs.service
Before=systemd-sysctl.service network-pre.target network.target sysinit.target
Wants=network.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/lab-host

[Install]
WantedBy=sysinit.target
`;

const webUnit = `[Unit]
Description=Web server that answers with the name of its host
ConditionPathExists=/srv/www/index.html
After=network.target

[Service]
ExecStart=/bin/busybox httpd -f -p 80 -h /srv/www
Restart=on-failure

[Install]
WantedBy=multi-user.target
`;
