import type { Become, HostAccess } from './host.ts';
import { resolveJumps } from './jumps.ts';
import type { Settlement } from './levels.ts';
import type { Path, Report } from './problem.ts';
import type { Destination, WaysOfSsh } from './ssh-ways.ts';
import type { Reader, Surroundings } from './surroundings.ts';

/** A host as the file describes it, all levels settled. */
export interface DescribedHost {
  readonly name: string;
  readonly address: string;
  /** Where it stands in the file, or stands first. */
  readonly path: Path;
  readonly settlement: Settlement;
}

/** Resolves how each host is reached; jump hosts are hosts of the same inventory. */
export function resolveAccess(
  hosts: readonly DescribedHost[],
  ways: WaysOfSsh,
  surroundings: Surroundings,
  reader: Reader,
  report: Report,
): ReadonlyMap<string, HostAccess> {
  const direct = new Map(hosts.map((host) => [host.name, directAccess(host, ways, surroundings, reader, report)]));
  const byName = new Map(hosts.map((host) => [host.name, host]));
  return new Map(
    hosts.flatMap(({ name, settlement }) => {
      const access = direct.get(name);
      if (access === undefined) return [];
      const proxyJump = resolveJumps(name, byName, direct, report);
      if (proxyJump.length > 0 && access.proxyCommand !== null) {
        const message = 'found a proxyCommand beside a proxyJump; expected one of them, and "none" for the other';
        report(settlement.origin('ssh', 'proxyCommand'), message);
      }
      return [[name, { ...access, proxyJump }]];
    }),
  );
}

/** What the inventory says wins, then what ssh_config(5) says, then what ssh(1) does by default. */
function directAccess(
  host: DescribedHost,
  ways: WaysOfSsh,
  { exists }: Surroundings,
  reader: Reader,
  report: Report,
): HostAccess {
  const { ssh, origin } = host.settlement;
  const destination = destinationOf(host, reader);
  const { config } = destination;
  if (config !== undefined && config !== 'none' && !exists(config)) {
    report(origin('ssh', 'config'), `found no file ${config}; expected an ssh_config(5) there, or none`);
  }
  const way = ways.to(destination);
  const user = ssh.user ?? way.user;
  return {
    ...way,
    user,
    port: ssh.port ?? way.port,
    identityFiles: identityFiles(host, exists, reader, report) ?? way.identityFiles,
    agent: ssh.agent === undefined ? way.agent : orNull(ssh.agent, reader.path),
    passphrase: ssh.passphrase === undefined ? null : reader.secret(ssh.passphrase, origin('ssh', 'passphrase')),
    password: ssh.password === undefined ? null : reader.secret(ssh.password, origin('ssh', 'password')),
    knownHosts: ssh.knownHosts?.map(reader.path) ?? way.knownHosts,
    hostKeyPolicy: ssh.hostKeyPolicy ?? way.hostKeyPolicy,
    ...(ssh.proxyCommand === undefined && ssh.proxyJump === undefined
      ? {}
      : { proxyCommand: orNull(ssh.proxyCommand ?? 'none', (command) => command), proxyJump: [] }),
    connectTimeout: ssh.connectTimeout === undefined ? way.connectTimeout : ssh.connectTimeout * 1000,
    connectionAttempts: ssh.connectionAttempts ?? way.connectionAttempts,
    become: becomeOf(host, user, reader),
  };
}

/** @returns whom to find the way to. */
export function destinationOf({ name, address, settlement: { ssh } }: DescribedHost, reader: Reader): Destination {
  const config = ssh.config === undefined || ssh.config === 'none' ? ssh.config : reader.path(ssh.config);
  return { name, address: ssh.address ?? address, user: ssh.user, config };
}

function orNull(value: string, convert: (value: string) => string): string | null {
  return value === 'none' ? null : convert(value);
}

function identityFiles(
  { settlement }: DescribedHost,
  exists: (path: string) => boolean,
  reader: Reader,
  report: Report,
): readonly string[] | undefined {
  const named = settlement.ssh.identityFile?.map(reader.path);
  const at = settlement.origin('ssh', 'identityFile');
  for (const path of named ?? []) if (!exists(path)) report(at, `found no file ${path}; expected a private key there`);
  return named;
}

function becomeOf({ settlement: { become, origin } }: DescribedHost, user: string, reader: Reader): Become {
  const method = become.method ?? (user === 'root' ? 'none' : 'sudo');
  if (method === 'none') return { method };
  return {
    method,
    password: become.password === undefined ? null : reader.secret(become.password, origin('become', 'password')),
  };
}

/** Two names for one machine would have it configured as two; hosts with one address are named where the clusters are checked. */
export function checkDistinct(
  hosts: readonly DescribedHost[],
  access: ReadonlyMap<string, HostAccess>,
  report: Report,
): void {
  const owners = new Map<string, DescribedHost>();
  for (const host of hosts) {
    const way = wayOf(host.name, access.get(host.name));
    const owner = owners.get(way);
    if (owner === undefined) owners.set(way, host);
    else if (owner.address !== host.address || host.path[0] === 'hosts') {
      report(host.path, `${host.name} is reached in the same way as ${owner.name}; expected one name for each machine`);
    }
  }
}

function wayOf(name: string, access: HostAccess | undefined): string {
  // %n of ssh_config(5) is the name, so that one command leads to many machines.
  const command = access?.proxyCommand?.replaceAll('%n', name) ?? null;
  return JSON.stringify([
    access?.address,
    access?.port,
    command,
    access?.proxyJump.map(({ address, port }) => [address, port]),
  ]);
}
