import { systemdServices } from '../../resources/systemd-services.ts';
import { sysvServices } from '../../resources/sysv-services.ts';
import { sh } from '../../shell/shell.ts';
import { checkHosts } from '../host-check.ts';
import { deployTo } from '../repairs.ts';
import { cannotTell, type Finding } from '../verdict.ts';

const name = 'keepalived';

/** The init system of every director starts keepalived at boot. */
export const keepalivedAtBoot = checkHosts({
  id: 'keepalived-at-boot',
  title: 'keepalived is started at boot',
  step: '17',
  severity: 'warning',
  hosts: ({ form, directors }) => (form === 'ha' ? directors : []),
  script: () => sh`if [ -d /run/systemd/system ]; then
  echo systemd
  ${systemdServices.kind.compile([name])}
else
  echo sysv
  ${sysvServices.kind.compile([name])}
fi`,
  expected: () => 'keepalived is enabled',
  repair: (director) => deployTo(director.name),
  judge: (output): Finding => {
    const [init, ...rest] = output.split('\n');
    const services = init === 'systemd' ? systemdServices : sysvServices;
    const answer = { status: 0, stdout: rest.join('\n'), stderr: '' };
    const found = services.kind.parse(answer, [name]).get(name);
    if (found === undefined || found.kind === 'unknown') return cannotTell(found?.reason ?? 'nothing was printed');
    if (found.kind === 'absent') return { outcome: 'failed', found: services.absent(name) };
    const { isEnabled, atBoot } = found.value;
    return { outcome: isEnabled ? 'ok' : 'failed', found: `it is ${atBoot}` };
  },
});
