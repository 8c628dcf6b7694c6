import type { Cluster } from './cluster.ts';

/** Kernel parameters, as sysctl(8) names them. */
export type KernelSettings = Readonly<Record<string, number>>;

/** Every director forwards packets. */
export const forwardingSettings: KernelSettings = { 'net.ipv4.ip_forward': 1 };

/**
 * @returns what else a director's kernel has to do: without it a client with a persistent entry keeps being sent to its dead
 * server, which `inhibit_on_failure` leaves in the table (ipvs-sysctl.rst of the kernel).
 */
export function ipvsSettings({ virtualServices }: Cluster): KernelSettings {
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
