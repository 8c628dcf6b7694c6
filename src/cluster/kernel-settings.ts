import type { Cluster, Scheduler } from './cluster.ts';

/** Kernel parameters, as sysctl(8) names them. */
export type KernelSettings = Readonly<Record<string, number>>;

/** Every director forwards packets. */
export const forwardingSettings: KernelSettings = { 'net.ipv4.ip_forward': 1 };

/** Schedulers that send a client, or what it asks for, to the same server on every director. */
const sameEverywhere: readonly Scheduler[] = ['sh', 'dh', 'mh'];

/** @returns what else a director's kernel has to do (ipvs-sysctl.rst of the kernel). */
export function ipvsSettings(cluster: Cluster): KernelSettings {
  return { ...takeOverSettings(cluster), ...deadServerSettings(cluster) };
}

/**
 * A connection that began at the other director, a moment before the VIP moved, is unknown here: the sync daemon tells of it
 * only when it is established. Its next packet is scheduled as if it were the first, where that must lead to the same server;
 * else this director would reset it.
 */
function takeOverSettings({ form, vrrp, virtualServices }: Cluster): KernelSettings {
  const leadsToTheSame = virtualServices.some(
    ({ persistence, scheduler }) =>
      sameEverywhere.includes(scheduler) || (persistence !== null && (vrrp?.syncDaemon ?? null) !== null),
  );
  return form === 'ha' && leadsToTheSame ? { 'net.ipv4.vs.sloppy_tcp': 1 } : {};
}

/** Without it a client with a persistent entry keeps being sent to its dead server, which `inhibit_on_failure` keeps in the table. */
function deadServerSettings({ virtualServices }: Cluster): KernelSettings {
  const keepsClientsOfTheDead = virtualServices.some(
    ({ persistence, realServers }) =>
      persistence !== null && realServers.some(({ inhibitOnFailure }) => inhibitOnFailure),
  );
  return keepsClientsOfTheDead
    ? { 'net.ipv4.vs.expire_nodest_conn': 1, 'net.ipv4.vs.expire_quiescent_template': 1 }
    : {};
}

/** A real server that holds a VIP keeps quiet about it (arp_ignore and arp_announce in ip-sysctl.rst of the kernel). */
export const quietSettings: KernelSettings = {
  'net.ipv4.conf.all.arp_ignore': 1,
  'net.ipv4.conf.all.arp_announce': 2,
  'net.ipv4.conf.default.arp_ignore': 1,
  'net.ipv4.conf.default.arp_announce': 2,
};

/** @returns the kernel modules of a director: ip_vs, and the schedulers of its services. */
export function ipvsModules({ virtualServices }: Cluster): readonly string[] {
  return ['ip_vs', ...[...new Set(virtualServices.map(({ scheduler }) => `ip_vs_${scheduler}`))].sort()];
}
