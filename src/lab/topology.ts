/** How a guest is logged in to: as root, or as an ordinary user who becomes root by sudo with or without a password. */
export type Login = { readonly user: 'root' } | { readonly user: string; readonly sudo: 'free' | 'password' };

/** What a guest is for. */
export type LabRole = 'director' | 'realServer' | 'client';

/** One guest of the lab: a kernel of its own on the segment. */
export interface LabHost {
  readonly name: string;
  readonly role: LabRole;
  readonly address: string;
  /** Further addresses of the same NIC, so that one client can be many. */
  readonly moreAddresses: readonly string[];
  readonly login: Login;
}

/** The hosts of a lab and the segment that they share. */
export interface Topology {
  readonly name: string;
  readonly segment: string;
  readonly prefix: number;
  /** Where the lab itself stands on the segment: it serves the packages from here. */
  readonly labAddress: string;
  /** The address that a deployment is to bring up; the lab leaves it alone. */
  readonly vip: string;
  readonly hosts: readonly LabHost[];
}

const root: Login = { user: 'root' };

const lb1: LabHost = { name: 'lb1', role: 'director', address: '192.168.1.252', moreAddresses: [], login: root };
const lb2: LabHost = {
  name: 'lb2',
  role: 'director',
  address: '192.168.1.230',
  moreAddresses: [],
  login: { user: 'deploy', sudo: 'free' },
};
const web1: LabHost = {
  name: 'web1',
  role: 'realServer',
  address: '192.168.1.220',
  moreAddresses: [],
  login: { user: 'ops', sudo: 'password' },
};
const web2: LabHost = { name: 'web2', role: 'realServer', address: '192.168.1.231', moreAddresses: [], login: root };
const client: LabHost = {
  name: 'client',
  role: 'client',
  address: '192.168.1.10',
  moreAddresses: Array.from({ length: 40 }, (_, index) => `192.168.1.${101 + index}`),
  login: root,
};

const segment = {
  segment: '192.168.1.0/24',
  prefix: 24,
  labAddress: '192.168.1.1',
  vip: '192.168.1.229',
} as const;

/** The labs that can be brought up, by name. */
export const topologies = {
  pair: { name: 'pair', ...segment, hosts: [lb1, lb2, web1, web2, client] },
  standalone: { name: 'standalone', ...segment, hosts: [lb1, web1, web2, client] },
  small: { name: 'small', ...segment, hosts: [lb1, web1] },
} as const satisfies Record<string, Topology>;

export type TopologyName = keyof typeof topologies;
