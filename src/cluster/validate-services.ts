import type { Report } from '../inventory/problem.ts';
import type { Cluster } from './cluster.ts';

/** What a virtual service asks of its VIP and of its real servers. */
export function validateServices({ vips, virtualServices }: Cluster, report: Report): void {
  for (const [index, { address, port, protocol, mark, method, realServers }] of virtualServices.entries()) {
    const at = ['virtualServices', index] as const;
    if (!vips.some((vip) => vip.address === address)) {
      report(
        [...at, 'vip'],
        `found ${address}; expected one of the cluster's VIPs: ${vips.map((vip) => vip.address).join(', ')}`,
      );
    }
    const isSame = (other: (typeof virtualServices)[number]) =>
      other.address === address && other.port === port && other.protocol === protocol;
    if (virtualServices.slice(0, index).some(isSame))
      report([...at, 'port'], `found ${address}:${port}/${protocol} a second time; expected each virtual service once`);
    if (method === 'nat') continue;
    for (const server of realServers) {
      if (server.port === port || mark !== null) continue;
      const message = `found ${server.port}; expected ${port}, the port of the virtual service: ${method.toUpperCase()} does not translate ports (method nat does)`;
      report([...at, 'realServers', server.name, 'port'], message);
    }
  }
}
