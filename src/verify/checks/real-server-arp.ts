import type { Cluster, RealServer } from '../../cluster/cluster.ts';
import { isIpv6 } from '../../cluster/address.ts';
import { checkHosts } from '../host-check.ts';
import { parseKernelValues, readKernelValues } from '../kernel-values.ts';
import { deployTo } from '../repairs.ts';
import { vipsHeldBy, serversWithVip } from '../../cluster/real-servers.ts';
import { cannotTell, findingOf } from '../verdict.ts';

const wanted = { arp_ignore: 1, arp_announce: 2 } as const;
type Parameter = keyof typeof wanted;
const parameters: readonly Parameter[] = ['arp_ignore', 'arp_announce'];
const conf = (scope: string, parameter: Parameter) => `net/ipv4/conf/${scope}/${parameter}`;

/** The real servers keep quiet about the VIP; IPv6 needs nothing of the kind. */
export const realServerArp = checkHosts({
  id: 'real-server-arp',
  title: 'the real servers do not answer ARP for the VIP',
  step: '14',
  severity: 'critical',
  hosts: (cluster) => serversWithVip(cluster).filter((server) => holdsIpv4(cluster, server)),
  script: (server) =>
    readKernelValues(
      ['all', 'default', server.interface].flatMap((scope) => parameters.map((one) => conf(scope, one))),
    ),
  expected: (server) => `arp_ignore 1 and arp_announce 2 on all and default, in force on ${server.interface}`,
  repair: ({ name }) => deployTo(name),
  judge: (output, server) => {
    const values = parseKernelValues(output);
    const valueOf = (scope: string, parameter: Parameter) => Number(values.get(conf(scope, parameter)));
    const scopes = ['all', 'default', server.interface];
    if (scopes.some((scope) => parameters.some((parameter) => Number.isNaN(valueOf(scope, parameter))))) {
      return cannotTell('not every value was printed');
    }
    const set = ['all', 'default'].flatMap((scope) =>
      parameters
        .filter((parameter) => valueOf(scope, parameter) !== wanted[parameter])
        .map(
          (parameter) => `net.ipv4.conf.${scope}.${parameter} = ${valueOf(scope, parameter)}, not ${wanted[parameter]}`,
        ),
    );
    // The larger of `all` and the interface's own is in force (ip-sysctl.rst of the kernel).
    const inForce = parameters
      .map(
        (parameter) => [parameter, Math.max(valueOf('all', parameter), valueOf(server.interface, parameter))] as const,
      )
      .filter(([parameter, value]) => value !== wanted[parameter])
      .map(
        ([parameter, value]) => `${parameter} ${value} is in force on ${server.interface}, not ${wanted[parameter]}`,
      );
    const consequence = 'the server can take the VIP from the director';
    const isTalking = Math.max(valueOf('all', 'arp_ignore'), valueOf(server.interface, 'arp_ignore')) === 0;
    const problems = [...set, ...inForce, ...(isTalking ? [consequence] : [])];
    return findingOf(problems, `set, and in force on ${server.interface}`);
  },
});

function holdsIpv4(cluster: Cluster, { name }: RealServer): boolean {
  return vipsHeldBy(cluster, name).some(({ address }) => !isIpv6(address));
}
