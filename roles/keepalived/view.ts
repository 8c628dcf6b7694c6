import { switchOverFile } from '../switch-over.ts';
import { UsageError, type Cluster, type Destination, type Director, type VirtualService, type Vrrp } from 'lvsdeploy';

/**
 * @returns what keepalived.conf of one director says, in the words of keepalived.conf(5).
 * @throws UsageError for a virtual service that keepalived has no way to express.
 */
export function keepalivedView(cluster: Cluster, director: Director, vrrp: Vrrp): object {
  const { name, directors, vips, virtualServices, notification } = cluster;
  return {
    cluster: name,
    name: director.name,
    notification,
    routerId: director.routerId,
    switchOver: switchOverFile,
    syncDaemon: vrrp.syncDaemon,
    vrrp: { ...vrrp, version: vrrp.version === 2 ? null : vrrp.version },
    state: director.name === directors[0]?.name ? 'MASTER' : 'BACKUP',
    interface: director.interface,
    priority: director.priority,
    vips,
    virtualServices: virtualServices.map(serviceView),
  };
}

function serviceView(service: VirtualService): object {
  const { address, port, realServers } = service;
  if (realServers.every(({ weight }) => weight === 0)) {
    // Its quorum is at least 1 and more than the sum of the weights: `keepalived -t` refuses the whole file.
    throw new UsageError(`all servers of ${address}:${port} have weight 0, which keepalived refuses`, {
      hint: 'Give one of them a weight, or take the virtual service out of the inventory.',
    });
  }
  return {
    ...service,
    method: service.method.toUpperCase(),
    protocol: service.protocol.toUpperCase(),
    realServers: realServers.map(destinationView),
  };
}

function destinationView(destination: Destination): object {
  const { healthCheck } = destination;
  return {
    ...destination,
    tcp: healthCheck?.kind === 'tcp' && healthCheck,
    http: healthCheck?.kind === 'http' && healthCheck,
  };
}
