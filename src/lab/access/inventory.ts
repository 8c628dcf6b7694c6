import { stringify } from 'yaml';
import { hostsOf, mixedCluster, plainCluster } from './cluster-of.ts';
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
  const { hosts } = topology;
  const directors = hostsOf(hosts, 'director');
  const isPair = directors.length > 1;
  const { networks, vips, virtualServices } = (topology.networks.length > 1 ? mixedCluster : plainCluster)(topology);
  const membersOf = (role: LabRole) =>
    Object.fromEntries(hostsOf(hosts, role).map((host) => [host.name, waysOf(host)]));
  const waysOf = ({ address, address6, ...host }: LabHost) => ({
    address,
    ...(address6 === null ? {} : { address6 }),
    ...loginOf(host),
    ...kernelOf(host, flavours),
  });
  const cluster = {
    form: isPair ? 'ha' : 'standalone',
    drillable: true,
    ...networks,
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
    realServers: membersOf('realServer'),
    clients: membersOf('client'),
    vips,
    ...(isPair ? { vrrp: { virtualRouterId: 51, auth: { file: 'vrrp-auth' } } } : {}),
    virtualServices,
  };
  const ssh = {
    config: 'none',
    identityFile: 'id_ed25519',
    knownHosts: 'known_hosts',
    proxyCommand: proxyCommand(run),
  };
  return stringify({ ...(hasSources && { archives: 'sources' }), clusters: { web: cluster }, defaults: { ssh } });
}

// The names of the lab's Debian packages are its own; those of its rpm packages are the usual ones.
function kernelOf(host: Pick<LabHost, 'name'>, flavours: FlavourByHost): object {
  return flavourOf(flavours, host) === 'rpm' ? {} : { kernel: { packages: [...metaPackages] } };
}

function loginOf({ login }: Pick<LabHost, 'login'>): object {
  const ssh = { user: login.user };
  if (!('sudo' in login)) return { ssh };
  const password = login.sudo === 'password' ? { password: { file: 'sudo-password' } } : {};
  return { ssh, become: { method: 'sudo', ...password } };
}
