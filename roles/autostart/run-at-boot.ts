import { file, service, symlink, type Facts, type Resource } from 'lvsdeploy';

const unit = `# Managed by lvsdeploy
[Unit]
Description=/etc/rc.local
Documentation=man:systemd-rc-local-generator(8)
ConditionFileIsExecutable=PATH
After=network-online.target
Wants=network-online.target

[Service]
Type=forking
ExecStart=PATH start
TimeoutSec=0
RemainAfterExit=yes
GuessMainPID=no

[Install]
WantedBy=multi-user.target
`;

/** @returns what has the init system run rc.local at the end of the boot. */
export function runAtBoot(facts: Facts): readonly Resource[] {
  const { path, isRun } = facts.rcLocal;
  if (facts.init === 'systemd') {
    // Executable is all that systemd-rc-local-generator(8) asks for.
    if (isRun) return [];
    const rcLocal = file({ path: '/etc/systemd/system/rc-local.service', content: unit.replaceAll('PATH', path) });
    return [rcLocal, ...service({ name: 'rc-local', facts, enabled: true, after: [rcLocal.id] })];
  }
  if (facts.family === 'redhat') {
    return [2, 3, 4, 5].map((level) => symlink({ path: `/etc/rc.d/rc${level}.d/S99local`, target: '../rc.local' }));
  }
  return service({ name: 'rc.local', facts, enabled: true });
}
