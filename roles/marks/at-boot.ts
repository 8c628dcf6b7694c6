import { directory, file, handler, service, sh, type Facts, type Resource, type Shell } from 'lvsdeploy';

const unitFolder = '/etc/systemd/system/keepalived.service.d';

/** Behind the one that may empty all tables of nft, and each time that keepalived starts; it serves other services without. */
const dropIn = (script: string) => `# Managed by lvsdeploy
[Unit]
After=nftables.service netfilter-persistent.service

[Service]
ExecStartPre=-${script} start
`;

const initScript = (script: string) => `#!/bin/sh
# Managed by lvsdeploy
# chkconfig: 2345 85 15
# description: marks the packets of virtual services by mark
### BEGIN INIT INFO
# Provides:          lvsmarks
# Required-Start:    $network $remote_fs
# Required-Stop:     $network $remote_fs
# X-Start-Before:    keepalived
# Default-Start:     2 3 4 5
# Default-Stop:
# Short-Description: Marks the packets of virtual services by mark
### END INIT INFO
case "$1" in
  start | restart | status) exec ${script} "$1" ;;
  # Packets are marked as long as keepalived serves.
  stop) ;;
  *) exec ${script} "$1" ;;
esac
`;

/** @returns what has the rules set at boot before keepalived serves. Without keepalived lvsdr.sh sets them, by rc.local. */
export function marksAtBoot(script: string, facts: Facts): readonly Resource[] {
  if (facts.init === 'systemd') {
    const folder = directory({ path: unitFolder });
    const unit = file({
      path: `${unitFolder}/lvsmarks.conf`,
      content: dropIn(script),
      notify: ['reload-units-for-marks'],
    });
    return [
      folder,
      { ...unit, ...(unit.undo && { undo: { ...unit.undo, restore: andReadUnits(unit.undo.restore) } }) },
      handler('reload-units-for-marks', {
        description: 'have systemd read its units',
        script: sh`systemctl daemon-reload`,
      }),
    ];
  }
  const init = file({ path: '/etc/init.d/lvsmarks', content: initScript(script), mode: '0755' });
  return [init, ...service({ name: 'lvsmarks', facts, enabled: true, after: [init.id] })];
}

function andReadUnits(restore: Shell): Shell {
  return sh`( ${restore}
) || exit 1
systemctl daemon-reload`;
}
