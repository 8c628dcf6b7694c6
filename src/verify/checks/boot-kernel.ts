import type { Member } from '../../cluster/cluster.ts';
import { bootReading } from '../../resources/boot.ts';
import { checkHosts } from '../host-check.ts';
import { cannotTell, type Finding } from '../verdict.ts';

const { kind, key } = bootReading;

/** The kernel that runs is the one that is booted next: an upgrade without a reboot shows its faults at the worst time. */
export const bootKernel = checkHosts({
  id: 'kernel-at-boot',
  title: 'every host runs the kernel that it boots next',
  step: '3',
  severity: 'warning',
  hosts: ({ directors, realServers }): readonly Member[] => [...directors, ...realServers],
  script: () => kind.compile([key]),
  expected: () => 'the kernel of the next boot is the one that runs',
  repair: ({ name }) => `lvsdeploy run playbooks/kernel.ts --limit ${name}`,
  judge: (output): Finding => {
    const found = kind.parse({ status: 0, stdout: output, stderr: '' }, [key]).get(key);
    if (found?.kind !== 'found') return cannotTell(found?.kind === 'unknown' ? found.reason : 'nothing was printed');
    const { running, next } = found.value;
    return running === next
      ? { outcome: 'ok', found: `${running} runs, and is booted next` }
      : { outcome: 'failed', found: `${running} runs, and ${next} is booted next` };
  },
});
