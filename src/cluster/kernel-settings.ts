import { isIpv6 } from './address.ts';
import type { Cluster, Member, Scheduler } from './cluster.ts';
import { isOneArmed } from './inside.ts';
import { familiesBy } from './real-servers.ts';
import { alikeEverywhere } from './scheduler-traits.ts';

/** Kernel parameters, as sysctl(8) names them. */
export type KernelSettings = Readonly<Record<string, number>>;

/**
 * @returns what makes a director's kernel forward. IPVS forwards DR and TUN itself; what the real servers of NAT answer is
 * forwarded like all packets. A host that forwards IPv6 takes no more routes from router advertisements, unless its
 * `accept_ra` is 2 (ip-sysctl.rst of the kernel).
 */
export function forwardingSettings(cluster: Cluster): KernelSettings {
  const ofNat = cluster.virtualServices.filter(({ method }) => method === 'nat');
  return {
    'net.ipv4.ip_forward': 1,
    ...(ofNat.some(({ address }) => isIpv6(address)) && { 'net.ipv6.conf.all.forwarding': 1 }),
    ...(ofNat.length > 0 && isOneArmed(cluster) && redirectSettings(cluster)),
  };
}

/**
 * With one network, what a real server answers leaves the director by the interface that it came in by, and the director tells
 * the real server of the shorter way: the next answer would go past it. Either of the two settings has it send redirects.
 */
function redirectSettings({ directors }: Cluster): KernelSettings {
  const interfaces = ['all', ...new Set(directors.map((director) => director.interface))];
  return Object.fromEntries(interfaces.map((name) => [settingOf(name, 'send_redirects'), 0]));
}

/** A name with a dot in it (`eth0.100`) would be two parts of the key (sysctl(8)). */
function settingOf(interfaceName: string, name: string, family: 'ipv4' | 'ipv6' = 'ipv4'): string {
  return ['net', family, 'conf', interfaceName, name].join(interfaceName.includes('.') ? '/' : '.');
}

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
      alikeEverywhere.has(scheduler) || (persistence !== null && (vrrp?.syncDaemon ?? null) !== null),
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

/**
 * @returns what a real server's kernel has to let pass of what comes out of a tunnel, where clients are on no side of it: the
 * setting in force is the highest of `all` and of the interface (rp_filter in ip-sysctl.rst of the kernel).
 */
export function tunnelSettings(server: Member): KernelSettings {
  return Object.fromEntries(
    ['all', tunnels[4].device, server.interface].map((name) => [settingOf(name, 'rp_filter'), 0]),
  );
}

/**
 * @returns what keeps the answers of a real server of NAT on their way through the directors. By IPv6 a router must not advertise
 * itself as another default route; and with one network the director would tell of a shorter way, as it has no setting for
 * IPv6 that keeps it from that.
 */
export function wayBackSettings(cluster: Cluster, server: Member): KernelSettings {
  if (!familiesBy(cluster, 'nat', server.name).includes(6)) return {};
  return {
    [settingOf(server.interface, 'accept_ra_defrtr', 'ipv6')]: 0,
    ...(isOneArmed(cluster) && { [settingOf(server.interface, 'accept_redirects', 'ipv6')]: 0 }),
  };
}

/**
 * The devices that take packets out of a tunnel from anywhere, and the modules that bring them; by family. The largest segment
 * is what is left of 1500 bytes by the header of the tunnel (20; 40 for IPv6) and those of the packet itself.
 */
export const tunnels = {
  4: { device: 'tunl0', module: 'ipip', largestSegment: 1440 },
  6: { device: 'ip6tnl0', module: 'ip6_tunnel', largestSegment: 1400 },
} as const;

/**
 * @returns the kernel modules of a director: ip_vs, and the schedulers of its services. It puts packets into tunnels without
 * any other (ip_vs_tunnel_xmit of the kernel).
 */
export function ipvsModules(cluster: Cluster): readonly string[] {
  return ['ip_vs', ...wantedSchedulers(cluster).map((scheduler) => `ip_vs_${scheduler}`)];
}

/** @returns the schedulers of the services, each once. */
export function wantedSchedulers({ virtualServices }: Pick<Cluster, 'virtualServices'>): readonly Scheduler[] {
  return [...new Set(virtualServices.map(({ scheduler }) => scheduler))].sort();
}
