import type { Flavour } from '../flavour.ts';

/** A file of every guest. */
export interface GuestFile {
  readonly mode: number;
  readonly content: string;
}

/** Everything that decides what a base root file system holds, before a kernel is installed in it. */
export interface Recipe {
  readonly flavour: Flavour;
  readonly suite: 'bookworm';
  /** Installed in every guest, besides what Debian holds essential. */
  readonly packages: readonly string[];
  /** Left out of the guests, and served to them by the lab with all they depend on. */
  readonly served: readonly string[];
  /** By path. */
  readonly files: Readonly<Record<string, GuestFile>>;
  /** A script of the new root's own shell, run there when packages and files are in. */
  readonly setup: string;
}

/** What every flavour has, whatever it is booted and filled by. */
export const commonPackages = [
  ...['openssh-server', 'sudo', 'kmod', 'procps', 'iproute2', 'net-tools', 'iputils-ping', 'iputils-arping'],
  ...['curl', 'netcat-openbsd', 'busybox', 'iptables'],
] as const;

export const commonFiles: Readonly<Record<string, GuestFile>> = {
  '/usr/local/sbin/lab-host': {
    mode: 0o755,
    // The second disk is a plain tar archive with the identity that the lab made for this guest.
    content: `#!/bin/sh
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
ip -batch /etc/lab/network
`,
  },
  '/etc/resolv.conf': { mode: 0o644, content: '' },
  '/etc/fstab': { mode: 0o644, content: '/dev/ubda / ext4 defaults,noatime 0 0\n' },
};

/** What Debian's kernel packages ask for, so that `/boot` has the link that the lab boots (kernel-img.conf(5)). */
export const kernelLinkFiles: Readonly<Record<string, GuestFile>> = {
  '/etc/kernel-img.conf': { mode: 0o644, content: 'do_symlinks = yes\nlink_in_boot = yes\n' },
};

/**
 * The end of every setup. Debian builds user-mode-linux with nf_tables but none of its families, so iptables has to be the old one.
 * And nothing may be left that would be the same in all guests, or that names the machine's own sources.
 */
export const commonSetup = `update-alternatives --quiet --set iptables /usr/sbin/iptables-legacy
update-alternatives --quiet --set ip6tables /usr/sbin/ip6tables-legacy
rm -f /etc/ssh/ssh_host_* /etc/hostname /etc/apt/sources.list
rm -rf /etc/apt/sources.list.d/*
passwd --quiet --lock root
`;
