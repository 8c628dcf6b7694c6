import { checkHosts } from '../host-check.ts';
import { parseKernelValues, readKernelValues } from '../kernel-values.ts';
import { deployTo } from '../repairs.ts';
import { cannotTell, type Finding } from '../verdict.ts';

const name = 'net/ipv4/ip_forward';

/** The kernel of every director forwards packets. */
export const ipForward = checkHosts({
  id: 'ip-forward',
  title: 'the directors forward packets',
  step: '8',
  severity: 'critical',
  hosts: ({ directors }) => directors,
  script: () => readKernelValues([name]),
  expected: () => 'net.ipv4.ip_forward = 1',
  repair: ({ name }) => deployTo(name),
  judge: (output): Finding => {
    const value = parseKernelValues(output).get(name);
    if (value === undefined) return cannotTell('the value was not printed');
    return { outcome: value === '1' ? 'ok' : 'failed', found: `net.ipv4.ip_forward = ${value}` };
  },
});
