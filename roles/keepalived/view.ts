import {
  drainFile,
  followsPriorities,
  switchOverFile,
  UsageError,
  type Cluster,
  type Destination,
  type Director,
  type VirtualService,
  type Vrrp,
} from 'lvsdeploy';
import { drainableServers } from '../drain-files.ts';

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
    // Under MASTER keepalived ignores nopreempt and preempt_delay.
    state: director.name === directors[0]?.name && followsPriorities(vrrp) ? 'MASTER' : 'BACKUP',
    interface: director.interface,
    priority: director.priority,
    unicast: vrrp.unicast && {
      source: director.address,
      peers: directors.filter(({ name: other }) => other !== director.name).map(({ address }) => address),
    },
    drains: drainableServers(cluster).map((server) => ({ server, file: drainFile(server) })),
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
  const { healthCheck, weight } = destination;
  return {
    ...destination,
    // With 0 as factor keepalived would take the server for a failed one.
    drainFactor: weight === 0 ? 1 : weight,
    tcp: healthCheck?.kind === 'tcp' && healthCheck,
    http: healthCheck?.kind === 'http' && healthCheck,
  };
}
