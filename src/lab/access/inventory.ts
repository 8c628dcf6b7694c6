import { stringify } from 'yaml';
import { proxyCommand } from './ssh-files.ts';
import { flavourOf, type FlavourByHost } from '../flavour.ts';
import { metaPackages } from '../image/kernel-debs.ts';
import type { LabHost, LabRole, Topology } from '../topology.ts';

/** What a lab has that its inventory says. */
export interface Furnishing {
  readonly flavours: FlavourByHost;
  /** The folder `sources` beside the inventory holds the archives that programs are built from. */
  readonly hasSources: boolean;
  /** @returns the command of this machine that switches a host off or on. */
  readonly powerCommand: (host: string, turn: 'off' | 'on') => readonly string[];
}

/** @returns the inventory of the lab for lvsdeploy; its paths are relative to the run folder, in which it lies. */
export function renderInventory(topology: Topology, furnishing: Furnishing, run: string): string {
  const { flavours, hasSources, powerCommand } = furnishing;
  const directors = hostsOf(topology, 'director');
  const realServers = hostsOf(topology, 'realServer');
  const isPair = directors.length > 1;
  const waysOf = (host: LabHost) => ({ address: host.address, ...loginOf(host), ...kernelOf(host, flavours) });
  const cluster = {
    form: isPair ? 'ha' : 'standalone',
    drillable: true,
    segment: topology.segment,
    interface: 'eth0',
    directors: Object.fromEntries(
      directors.map((host, index) => [
        host.name,
        {
          ...waysOf(host),
          priority: 100 - index,
          power: { off: powerCommand(host.name, 'off'), on: powerCommand(host.name, 'on') },
        },
      ]),
    ),
    realServers: Object.fromEntries(realServers.map((host) => [host.name, waysOf(host)])),
    clients: Object.fromEntries(hostsOf(topology, 'client').map((host) => [host.name, waysOf(host)])),
    vips: [{ address: topology.vip, label: 'eth0:1' }],
    ...(isPair ? { vrrp: { virtualRouterId: 51, auth: { file: 'vrrp-auth' } } } : {}),
    virtualServices: [
      {
        vip: topology.vip,
        port: 80,
        protocol: 'tcp',
        scheduler: 'wrr',
        method: 'dr',
        realServers: Object.fromEntries(realServers.map((host, index) => [host.name, { weight: index === 0 ? 3 : 1 }])),
        // A director alone has no keepalived to check.
        ...(isPair && { healthCheck: { tcp: { connectTimeout: 3, retry: 3, delayBeforeRetry: 3 } } }),
      },
    ],
  };
  const ssh = {
    config: 'none',
    identityFile: 'id_ed25519',
    knownHosts: 'known_hosts',
    proxyCommand: proxyCommand(run),
  };
  return stringify({ ...(hasSources && { archives: 'sources' }), clusters: { web: cluster }, defaults: { ssh } });
}

function hostsOf(topology: Topology, role: LabRole): LabHost[] {
  return topology.hosts.filter((host) => host.role === role);
}

// The names of the lab's Debian packages are its own; those of its rpm packages are the usual ones.
function kernelOf(host: LabHost, flavours: FlavourByHost): object {
  return flavourOf(flavours, host) === 'rpm' ? {} : { kernel: { packages: [...metaPackages] } };
}

function loginOf({ login }: LabHost): object {
  const ssh = { user: login.user };
  if (!('sudo' in login)) return { ssh };
  const password = login.sudo === 'password' ? { password: { file: 'sudo-password' } } : {};
  return { ssh, become: { method: 'sudo', ...password } };
}
