import { isIpv6 } from '../../cluster/address.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { checkHosts } from '../host-check.ts';
import { parseKernelValues, readKernelValues } from '../kernel-values.ts';
import { deployTo } from '../repairs.ts';
import { cannotTell, type Finding } from '../verdict.ts';

const name4 = 'net/ipv4/ip_forward';
const name6 = 'net/ipv6/conf/all/forwarding';

/** The kernel of every director forwards packets; of IPv6, where real servers of NAT answer through it. */
export const ipForward = checkHosts({
  id: 'ip-forward',
  title: 'the directors forward packets',
  step: '8',
  severity: 'critical',
  hosts: ({ directors }) => directors,
  script: (_, cluster) => readKernelValues(namesFor(cluster)),
  expected: (_, cluster) =>
    namesFor(cluster)
      .map((name) => `${dotted(name)} = 1`)
      .join(', '),
  repair: ({ name }) => deployTo(name),
  judge: (output, _, cluster): Finding => {
    const values = parseKernelValues(output);
    const names = namesFor(cluster);
    if (names.some((name) => !values.has(name))) return cannotTell('the value was not printed');
    const found = names.map((name) => `${dotted(name)} = ${values.get(name) ?? ''}`).join(', ');
    return { outcome: names.every((name) => values.get(name) === '1') ? 'ok' : 'failed', found };
  },
});

function namesFor({ virtualServices }: Cluster): readonly string[] {
  const forwards6 = virtualServices.some(({ method, address }) => method === 'nat' && isIpv6(address));
  return forwards6 ? [name4, name6] : [name4];
}

function dotted(name: string): string {
  return name.replaceAll('/', '.');
}
