import type { KernelSuite } from './image/kernel.ts';

/** How a guest is logged in to: as root, or as an ordinary user who becomes root by sudo with or without a password. */
export type Login = { readonly user: 'root' } | { readonly user: string; readonly sudo: 'free' | 'password' };

/** What a guest is for. */
export type LabRole = 'director' | 'realServer' | 'client';

/** A layer-2 segment of the lab: a bridge of its own, on which the lab itself has addresses, too. */
export interface LabNetwork {
  readonly bridge: string;
  /** One network of each family, or of IPv4 alone. */
  readonly subnets: readonly LabSubnet[];
}

export interface LabSubnet {
  readonly network: string;
  readonly prefix: number;
  /** Where the lab itself stands there: it serves the packages from here, and is the gateway of who has no other. */
  readonly labAddress: string;
}

/** A network card of a guest: the first is eth0, the second eth1. */
export interface Nic {
  readonly network: LabNetwork;
  /** With the length of their network's prefix. The first is of IPv4. */
  readonly addresses: readonly string[];
}

/** One guest of the lab, with a kernel of its own. */
export interface LabHost {
  readonly name: string;
  readonly role: LabRole;
  /** Where it is reached: the first address of its first card. */
  readonly address: string;
  /** Its IPv6 address there, or null for none. */
  readonly address6: string | null;
  readonly nics: readonly Nic[];
  /** Default routes, one of a family at most. */
  readonly gateways: readonly string[];
  readonly login: Login;
}

/** The hosts of a lab and the networks that they share. */
export interface Topology {
  readonly name: string;
  /** The first is the segment of the cluster. */
  readonly networks: readonly LabNetwork[];
  /** The addresses that a deployment is to bring up; the lab leaves them alone. */
  readonly vips: readonly string[];
  readonly hosts: readonly LabHost[];
  /** Whose kernel it boots when nobody says: the fastest one, if nothing is said here either. */
  readonly kernel?: KernelSuite;
}

const ipv4: LabSubnet = { network: '192.168.1.0/24', prefix: 24, labAddress: '192.168.1.1' };
const segment: LabNetwork = { bridge: 'br0', subnets: [ipv4] };
const bothFamilies: LabNetwork = {
  bridge: 'br0',
  subnets: [ipv4, { network: 'fd00:1::/64', prefix: 64, labAddress: 'fd00:1::1' }],
};
const inner: LabNetwork = {
  bridge: 'br1',
  subnets: [
    { network: '10.0.0.0/24', prefix: 24, labAddress: '10.0.0.1' },
    { network: 'fd00:2::/64', prefix: 64, labAddress: 'fd00:2::1' },
  ],
};

const root: Login = { user: 'root' };
const free: Login = { user: 'deploy', sudo: 'free' };
const withPassword: Login = { user: 'ops', sudo: 'password' };

const lb1 = hostOf('lb1', 'director', root, [nic(segment, 252)]);
const lb2 = hostOf('lb2', 'director', free, [nic(segment, 230)]);
const web1 = hostOf('web1', 'realServer', withPassword, [nic(segment, 220)]);
const web2 = hostOf('web2', 'realServer', root, [nic(segment, 231)]);
// One client can be many by its further addresses.
const clients = [10, ...Array.from({ length: 40 }, (_, index) => 101 + index)];
const client = hostOf('client', 'client', root, [nic(segment, ...clients)]);

const vip = '192.168.1.229';

/** The labs that can be brought up, by name. */
export const topologies = {
  pair: { name: 'pair', networks: [segment], vips: [vip], hosts: [lb1, lb2, web1, web2, client] },
  standalone: { name: 'standalone', networks: [segment], vips: [vip], hosts: [lb1, web1, web2, client] },
  small: { name: 'small', networks: [segment], vips: [vip], hosts: [lb1, web1] },
  // Real servers of the segment for DR and TUN, and others behind the directors for NAT; IPv4 and IPv6.
  mixed: {
    name: 'mixed',
    networks: [bothFamilies, inner],
    vips: [vip, 'fd00:1::229'],
    // sid's has no mangle table any more, and firewall marks take one.
    kernel: 'trixie',
    hosts: [
      hostOf('lb1', 'director', root, [nic(bothFamilies, 252), nic(inner, 252)]),
      hostOf('lb2', 'director', free, [nic(bothFamilies, 230), nic(inner, 230)]),
      hostOf('web1', 'realServer', withPassword, [nic(bothFamilies, 220)]),
      hostOf('web2', 'realServer', root, [nic(bothFamilies, 231)]),
      behindDirectors(hostOf('app1', 'realServer', withPassword, [nic(inner, 221)])),
      behindDirectors(hostOf('app2', 'realServer', root, [nic(inner, 222)])),
      hostOf('client', 'client', root, [nic(bothFamilies, ...clients)]),
    ],
  },
} as const satisfies Record<string, Topology>;

export type TopologyName = keyof typeof topologies;

/** @returns where the host finds the lab: on the network of its first card. */
export function labAddressFor(host: LabHost): string {
  return host.nics[0]?.network.subnets[0]?.labAddress ?? '';
}

/** @returns a card with an address of each family of the network for each number, `192.168.1.N` and `fd00:1::N`. */
function nic(network: LabNetwork, ...numbers: readonly number[]): Nic {
  const addresses = network.subnets.flatMap(({ network: subnet, prefix }) => {
    const base = subnet.replace(/(::|0)\/\d+$/, (_, end: string) => (end === '0' ? '' : end));
    return numbers.map((number) => `${base}${number}/${prefix}`);
  });
  return { network, addresses };
}

function hostOf(name: string, role: LabRole, login: Login, nics: readonly Nic[]): LabHost {
  const own = (nics[0]?.addresses ?? []).map((address) => address.split('/')[0] ?? '');
  const address6 = own.find((address) => address.includes(':')) ?? null;
  return { name, role, address: own[0] ?? '', address6, nics, gateways: [], login };
}

/** Until a deployment gives it another one, its gateway is the lab. */
function behindDirectors(host: LabHost): LabHost {
  const gateways = host.nics.flatMap(({ network }) => network.subnets.map((subnet) => subnet.labAddress));
  return { ...host, gateways };
}
