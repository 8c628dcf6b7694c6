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
  /** The IPv6 network of the same segment; null for none, and then the cluster has no VIP of IPv6. */
  readonly segment6: string | null;
  /** Highest priority first. */
  readonly directors: readonly Director[];
  readonly realServers: readonly RealServer[];
  /** Hosts outside the cluster to test it from. */
  readonly clients: readonly Member[];
  readonly vips: readonly Vip[];
  /** The way back of VS/NAT: what the real servers have for a gateway; null when no service is NAT. */
  readonly inside: Inside | null;
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
  /** Its IPv4 address: on the segment, or for a real server of NAT and TUN wherever it is. */
  readonly address: string;
  /** Its IPv6 address, or null for none. */
  readonly address6: string | null;
  readonly interface: string;
}

/**
 * The network on which the directors are the gateway of the real servers, so that what these answer comes back through the
 * director that has their client's connection. The gateway floats between the directors together with the VIPs.
 */
export interface Inside {
  /** The directors' interface there; the one of the segment when there is but one network ("one-armed"). */
  readonly interface: string;
  /** CIDR. */
  readonly network: string;
  readonly network6: string | null;
  /** The floating address that is the default gateway of the real servers. */
  readonly gateway: string;
  readonly gateway6: string | null;
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
  /** The label on a real server's loopback, `lo:0`; null for IPv6, whose addresses have none. */
  readonly realServerLabel: string | null;
}

export interface Vrrp {
  /** Name of the instance, `VI_1`; those of {@link vrrpInstances} are named after it. */
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

export type Protocol = 'tcp' | 'udp';

export interface VirtualService {
  /** Address of one of the cluster's VIPs. Of a service by firewall mark: where a client finds it, the first of its traffic. */
  readonly address: string;
  /** The same of the port. */
  readonly port: number;
  readonly protocol: Protocol;
  /** What it is known by instead of address, port and protocol: the mark that packets get; null for none. */
  readonly mark: FirewallMark | null;
  readonly scheduler: Scheduler;
  readonly schedulerFlags: readonly SchedulerFlag[];
  readonly method: ForwardingMethod;
  /** Seconds that a client stays with its server, or null. */
  readonly persistence: number | null;
  /** Clients whose first bits are the same are one client: how many bits, or null for all of them, each client for itself. */
  readonly persistencePrefix: number | null;
  /** Each packet is scheduled alone (UDP only). */
  readonly onePacket: boolean;
  /** Seconds between two rounds of health checks; keepalived from 2.0 on takes fractions. */
  readonly delayLoop: number;
  /** Seconds within which the first check of each server is made, at random; null for keepalived's default, the delay loop. */
  readonly warmup: number | null;
  /** The sum of the weights of living servers that it takes to serve; 1 for any. */
  readonly quorum: number;
  /** It is lost below quorum - hysteresis and won at quorum + hysteresis. */
  readonly hysteresis: number;
  /** Servers count as dead until a check says otherwise. */
  readonly alpha: boolean;
  /** When keepalived stops, what a server's going would do is done. */
  readonly omega: boolean;
  /** Who answers while the quorum is lost, or null. It is reached by the same method. */
  readonly sorryServer: { readonly address: string; readonly port: number } | null;
  readonly realServers: readonly Destination[];
}

/** Packets to some addresses and ports, which a rule of the firewall marks and one virtual service takes. */
export interface FirewallMark {
  /** 1 to 2^31 - 1. */
  readonly number: number;
  /** IPVS keeps marks of the two families apart. */
  readonly family: 4 | 6;
  readonly traffic: readonly Traffic[];
}

export interface Traffic {
  /** One of the cluster's VIPs. */
  readonly address: string;
  readonly protocol: Protocol;
  /** Single ports, or ranges with both ends in them. */
  readonly ports: readonly { readonly from: number; readonly to: number }[];
}

/** `sh-fallback`: the next server where one has weight 0; `sh-port`: the port counts, too (ipvsadm(8), --sched-flags). */
export const schedulerFlags = ['sh-fallback', 'sh-port', 'mh-fallback', 'mh-port'] as const;
export type SchedulerFlag = (typeof schedulerFlags)[number];

/** A real server in its part in one virtual service. */
export interface Destination {
  /** Name of the real server in the inventory. */
  readonly name: string;
  /** Of the family of the service. */
  readonly address: string;
  /** 0 in a service by firewall mark: the port stays what the client asked for. */
  readonly port: number;
  readonly weight: number;
  /** A failed server stays in the table with weight 0 instead of leaving it. */
  readonly inhibitOnFailure: boolean;
  readonly healthCheck: HealthCheck | null;
}

/** How often a check is tried. Seconds, and numbers of tries. */
export interface Tries {
  readonly connectTimeout: number;
  readonly retry: number;
  readonly delayBeforeRetry: number;
}

/** What is asked of a real server (keepalived.conf(5)); `port`: another port than the one that is served, or null. */
export type HealthCheck = Tries & { readonly port: number | null } & (
    | { readonly kind: 'tcp' }
    | HttpCheck
    | { readonly kind: 'udp'; readonly payload: string | null; readonly requireReply: string | null }
    | { readonly kind: 'dns'; readonly name: string; readonly type: DnsType }
    | { readonly kind: 'smtp'; readonly heloName: string | null }
    | { readonly kind: 'ping' }
    | MiscCheck
  );

/** HTTP_GET, or SSL_GET for `https`. */
export interface HttpCheck {
  readonly kind: 'http' | 'https';
  readonly path: string;
  readonly status: number;
  /** MD5 of the page, hexadecimal, or null. */
  readonly digest: string | null;
  /** The Host that is asked for, or null for the address; with TLS for SNI, too. */
  readonly virtualHost: string | null;
}

/** MISC_CHECK: a script of the operator's, put on the directors, owned by root. */
export interface MiscCheck {
  readonly kind: 'misc';
  /** Name of the script's file on the directors. */
  readonly name: string;
  /** Its text, as it was read from the file of the inventory. */
  readonly script: string;
  /** Behind the address and the port of the server. */
  readonly arguments: readonly string[];
  /** Its status from 2 to 255 sets the weight, plus 2 (`misc_dynamic`). */
  readonly dynamic: boolean;
}

export const dnsTypes = ['A', 'AAAA', 'NS', 'CNAME', 'SOA', 'MX', 'TXT', 'SRV'] as const;
export type DnsType = (typeof dnsTypes)[number];

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
