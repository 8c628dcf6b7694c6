import type { Secret } from '../secret.ts';

/**
 * The LVS model: what the inventory says about one cluster, validated and with every default resolved.
 * keepalived.conf, the scripts, the sysctls and the checks of `verify` are all derived from it; none of them is a source.
 */
export interface Cluster {
  readonly name: string;
  /** `ha`: directors under keepalived. `standalone`: one director, no keepalived, lvsdr.sh holds address and table. */
  readonly form: 'ha' | 'standalone';
  /** CIDR of the layer-2 segment that directors and (for DR) real servers share. */
  readonly segment: string;
  /** Highest priority first. */
  readonly directors: readonly Director[];
  readonly realServers: readonly RealServer[];
  /** Hosts outside the cluster to test it from. */
  readonly clients: readonly Member[];
  readonly vips: readonly Vip[];
  /** Null in the standalone form. */
  readonly vrrp: Vrrp | null;
  readonly virtualServices: readonly VirtualService[];
  readonly notification: Notification | null;
  /** Drills may strike it without asking. */
  readonly drillable: boolean;
}

/** A host in its part in the cluster. */
export interface Member {
  /** The host's name in the inventory. */
  readonly name: string;
  /** Its address on the segment. */
  readonly address: string;
  readonly interface: string;
}

export interface Director extends Member {
  /** VRRP priority, 1 to 254 (RFC 5798, 5.2.4: 255 is the address owner's). */
  readonly priority: number;
  /** `router_id` of keepalived.conf. */
  readonly routerId: string;
  /** Commands of this machine that cut its power and switch it on again, word by word; null for none. */
  readonly power: { readonly off: readonly string[]; readonly on: readonly string[] } | null;
}

export type RealServer = Member;

export interface Vip {
  readonly address: string;
  readonly prefixLength: number;
  /** The label that `ifconfig` shows on a director, `eth0:1`; at most 15 characters (IFNAMSIZ). */
  readonly label: string | null;
  /** The label on a real server's loopback, `lo:0`. */
  readonly realServerLabel: string;
}

export interface Vrrp {
  /** Name of the instance, `VI_1`. */
  readonly instance: string;
  readonly virtualRouterId: number;
  readonly version: 2 | 3;
  /** Seconds between advertisements. */
  readonly advertInterval: number;
  /** PASS authentication, at most 8 characters; null for none. */
  readonly auth: Secret | null;
  /** The advertisements go to each other director by its address, not to the multicast group of VRRP. */
  readonly unicast: boolean;
  /** A director with a higher priority takes the VIP from one that serves. */
  readonly preempt: boolean;
  /** Seconds that it waits before it does; null for none. */
  readonly preemptDelay: number | null;
  /** Interface of the connection synchronisation daemon, or null for none. */
  readonly syncDaemon: { readonly interface: string; readonly id: number } | null;
}

export type ForwardingMethod = 'dr' | 'nat' | 'tun';

/** The schedulers of ipvsadm(8) and of newer kernels (net/netfilter/ipvs). */
export const schedulers = [
  'rr',
  'wrr',
  'lc',
  'wlc',
  'lblc',
  'lblcr',
  'dh',
  'sh',
  'sed',
  'nq',
  'fo',
  'ovf',
  'mh',
  'twos',
] as const;
export type Scheduler = (typeof schedulers)[number];

export interface VirtualService {
  /** Address of one of the cluster's VIPs. */
  readonly address: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly scheduler: Scheduler;
  readonly method: ForwardingMethod;
  /** Seconds that a client stays with its server, or null. */
  readonly persistence: number | null;
  /** Seconds between two rounds of health checks. */
  readonly delayLoop: number;
  readonly realServers: readonly Destination[];
}

/** A real server in its part in one virtual service. */
export interface Destination {
  /** Name of the real server in the inventory. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly weight: number;
  /** A failed server stays in the table with weight 0 instead of leaving it. */
  readonly inhibitOnFailure: boolean;
  readonly healthCheck: HealthCheck | null;
}

/** Seconds, all of them. */
export type HealthCheck =
  | { readonly kind: 'tcp'; readonly connectTimeout: number; readonly retry: number; readonly delayBeforeRetry: number }
  | {
      readonly kind: 'http';
      readonly path: string;
      readonly status: number;
      readonly connectTimeout: number;
      readonly retry: number;
      readonly delayBeforeRetry: number;
    };

export interface Notification {
  readonly to: readonly string[];
  readonly from: string;
  readonly smtpServer: string;
  /** Seconds. */
  readonly smtpTimeout: number;
}

/**
 * @returns whether a higher priority takes the VIP as soon as it is there, and a lower one gives it away: else the VIP may be
 * elsewhere than the priorities say, for a while or for good.
 */
export function followsPriorities({ preempt, preemptDelay }: Vrrp): boolean {
  return preempt && preemptDelay === null;
}

/** @returns the part a host plays in the cluster, or null when it is none of its hosts. */
export function partOf(cluster: Cluster, host: string): 'director' | 'realServer' | 'client' | null {
  const named = (member: Member) => member.name === host;
  if (cluster.directors.some(named)) return 'director';
  if (cluster.realServers.some(named)) return 'realServer';
  return cluster.clients.some(named) ? 'client' : null;
}
