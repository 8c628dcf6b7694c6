import {
  checkScriptsOf,
  drainFile,
  followsPriorities,
  interfaceOf,
  switchOverFile,
  syncGroupOf,
  UsageError,
  vrrpInstances,
  type Cluster,
  type Director,
  type Vrrp,
  type VrrpInstance,
} from 'lvsdeploy';
import { drainableServers } from '../drain-files.ts';
import { serviceView } from './service-view.ts';

/**
 * @returns what keepalived.conf of one director says, in the words of keepalived.conf(5).
 * @throws UsageError for a virtual service that keepalived has no way to express.
 */
export function keepalivedView(cluster: Cluster, director: Director, vrrp: Vrrp): object {
  const { name, virtualServices, notification } = cluster;
  const instances = vrrpInstances(cluster);
  const group = syncGroupOf(cluster);
  return {
    cluster: name,
    name: director.name,
    notification,
    routerId: director.routerId,
    switchOver: switchOverFile,
    runsScripts: checkScriptsOf(cluster).length > 0,
    syncDaemon: vrrp.syncDaemon && { ...vrrp.syncDaemon, instance: instances[0]?.name ?? vrrp.instance },
    group: group === null ? null : { name: group, members: instances.map((instance) => instance.name) },
    instances: instances.map((instance) => ({
      ...instanceView(instance, cluster, director, vrrp),
      tracksFile: group === null,
    })),
    drains: drainableServers(cluster).map((server) => ({ server, file: drainFile(server) })),
    virtualServices: virtualServices.map((service) => serviceView(service, cluster)),
  };
}

function instanceView(instance: VrrpInstance, cluster: Cluster, director: Director, vrrp: Vrrp): object {
  const { advertInterval, preempt, preemptDelay } = vrrp;
  const isFirst = director.name === cluster.directors[0]?.name;
  const isIpv4 = instance.family === 4;
  return {
    name: instance.name,
    virtualRouterId: instance.virtualRouterId,
    addresses: instance.addresses,
    interface: interfaceOf(instance, director, cluster),
    // Under MASTER keepalived ignores nopreempt and preempt_delay.
    state: isFirst && followsPriorities(vrrp) ? 'MASTER' : 'BACKUP',
    // IPv6 has no version before 3, and version 3 no authentication (RFC 5798).
    version: isIpv4 && vrrp.version === 2 ? null : 3,
    auth: isIpv4 ? vrrp.auth : null,
    priority: director.priority,
    advertInterval,
    preempt,
    preemptDelay,
    unicast: unicastOf(instance, cluster, director, vrrp),
  };
}

/** Inside the directors have no addresses that the model knows: there the advertisements go to the multicast group always. */
function unicastOf(instance: VrrpInstance, { name, directors }: Cluster, director: Director, { unicast }: Vrrp) {
  if (!unicast || instance.side === 'inside') return null;
  const addressOf = ({ name: host, address, address6 }: Director): string => {
    if (instance.family === 4) return address;
    if (address6 !== null) return address6;
    throw new UsageError(`the director ${host} has no address6 for the advertisements of ${instance.name}`, {
      place: name,
      hint: 'Give each director its address6, or leave out "unicast".',
    });
  };
  const peers = directors.filter(({ name: other }) => other !== director.name).map(addressOf);
  return { source: addressOf(director), peers };
}
