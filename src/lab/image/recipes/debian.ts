import { answeringPorts, answersProgram } from '../answers.ts';
import { commonFiles, commonPackages, commonSetup, kernelLinkFiles, type GuestFile, type Recipe } from '../recipe.ts';

/** What a guest with systemd has, whatever its package manager is. */
export const systemdPackages = ['systemd', 'systemd-sysv', 'dbus', 'libpam-systemd'] as const;

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

const answersPath = '/usr/local/sbin/lab-answers';

const answersUnit = `[Unit]
Description=Server that answers with the name of its host on many ports
ConditionPathExists=/srv/www/index.html
After=network.target

[Service]
ExecStart=/usr/bin/python3 ${answersPath} %H ${answeringPorts.tcp} ${answeringPorts.udp}
Restart=on-failure

[Install]
WantedBy=multi-user.target
`;

export const systemdFiles: Readonly<Record<string, GuestFile>> = {
  '/etc/systemd/system/lab-host.service': { mode: 0o644, content: hostUnit },
  '/etc/systemd/system/lab-web.service': { mode: 0o644, content: webUnit },
  // An empty one is "not the first boot", and the kernel's command line says which it is (machine-id(5)).
  '/etc/machine-id': { mode: 0o444, content: '' },
};

const maskedUnits = [
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'e2scrub_all.timer', 'fstrim.timer'],
  ...['e2scrub_reap.service', 'getty.target', 'systemd-pstore.service', 'dev-hugepages.mount', 'dev-mqueue.mount'],
  ...['sys-kernel-debug.mount', 'sys-kernel-tracing.mount', 'sys-kernel-config.mount'],
  ...['proc-sys-fs-binfmt_misc.automount', 'sys-fs-fuse-connections.mount', 'systemd-firstboot.service'],
  ...['systemd-random-seed.service', 'systemd-journal-flush.service', 'kmod-static-nodes.service'],
  ...['modprobe@dm_mod.service', 'modprobe@drm.service', 'modprobe@loop.service', 'systemd-update-utmp.service'],
];

export const systemdSetup = `systemctl --quiet enable lab-host.service lab-web.service
systemctl --quiet set-default multi-user.target
systemctl --quiet mask ${maskedUnits.join(' ')}
`;

// The client is of this flavour: a drill asks from it. And real servers answer by it.
const python = 'python3-minimal';

const answersFiles: Readonly<Record<string, GuestFile>> = {
  [answersPath]: { mode: 0o755, content: answersProgram },
  '/etc/systemd/system/lab-answers.service': { mode: 0o644, content: answersUnit },
};

/** Bare Debian hosts. */
export const debianRecipe: Recipe = {
  flavour: 'debian',
  suite: 'bookworm',
  packages: [...systemdPackages, ...commonPackages, python],
  // The shells are for tests of accounts that have one of them.
  served: ['keepalived', 'ipvsadm', 'tcsh', 'zsh'],
  files: { ...commonFiles, ...kernelLinkFiles, ...systemdFiles, ...answersFiles },
  setup: `${systemdSetup}systemctl --quiet enable lab-answers.service
${commonSetup}`,
};
