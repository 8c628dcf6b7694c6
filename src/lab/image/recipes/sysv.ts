import { commonFiles, commonPackages, commonSetup, kernelLinkFiles, type Recipe } from '../recipe.ts';

// An entry of action `wait` is done before init goes on to the next one (inittab(5)): the last one says that all is up.
const inittab = `id:2:initdefault:
si::sysinit:/etc/init.d/rcS
~~:S:wait:/sbin/sulogin
l0:0:wait:/etc/init.d/rc 0
l1:1:wait:/etc/init.d/rc 1
l2:2:wait:/etc/init.d/rc 2
l3:3:wait:/etc/init.d/rc 3
l4:4:wait:/etc/init.d/rc 4
l5:5:wait:/etc/init.d/rc 5
l6:6:wait:/etc/init.d/rc 6
lb:2345:wait:/usr/bin/touch /run/lab-booted
ca:12345:ctrlaltdel:/sbin/shutdown -t1 -a -r now
`;

// The root is writable only after checkroot, which comes after the host's name was set; procps sets the sysctls that name eth0.
const hostInit = `#!/bin/sh
### BEGIN INIT INFO
# Provides:          lab-host
# Required-Start:    checkroot mountdevsubfs
# Required-Stop:
# Default-Start:     S
# Default-Stop:
# X-Start-Before:    procps
# Short-Description: Identity and network of a lab guest
### END INIT INFO
[ "$1" = start ] || exit 0
/usr/local/sbin/lab-host && hostname --file /etc/hostname
`;

const webInit = `#!/bin/sh
### BEGIN INIT INFO
# Provides:          lab-web
# Required-Start:    $network $local_fs
# Required-Stop:     $network $local_fs
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: Web server that answers with the name of its host
### END INIT INFO
[ -e /srv/www/index.html ] || exit 0
pid=/run/lab-web.pid
case "$1" in
  start)
    start-stop-daemon --start --oknodo --background --make-pidfile --pidfile $pid --exec /bin/busybox -- httpd -f -p 80 -h /srv/www
    ;;
  stop) start-stop-daemon --stop --oknodo --remove-pidfile --pidfile $pid --exec /bin/busybox ;;
  restart | force-reload) "$0" stop && "$0" start ;;
  status) start-stop-daemon --status --pidfile $pid --exec /bin/busybox ;;
  *) echo "Usage: $0 {start|stop|restart|force-reload|status}" >&2 && exit 2 ;;
esac
`;

/** Debian hosts that sysvinit boots, with init scripts and `/etc/rc.local`. */
export const sysvRecipe: Recipe = {
  flavour: 'sysv',
  suite: 'bookworm',
  packages: ['sysvinit-core', 'sysv-rc', 'initscripts', 'insserv', 'orphan-sysvinit-scripts', ...commonPackages],
  served: ['keepalived', 'ipvsadm'],
  files: {
    ...commonFiles,
    ...kernelLinkFiles,
    '/etc/inittab': { mode: 0o644, content: inittab },
    '/etc/init.d/lab-host': { mode: 0o755, content: hostInit },
    '/etc/init.d/lab-web': { mode: 0o755, content: webInit },
  },
  setup: `update-rc.d lab-host defaults
update-rc.d lab-web defaults
${commonSetup}`,
};
