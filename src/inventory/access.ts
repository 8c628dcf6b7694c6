import type { Become, HostAccess } from './host.ts';
import type { Settlement } from './levels.ts';
import { didYouMean } from './nearest.ts';
import type { Path, Report } from './problem.ts';
import type { Reader, Surroundings } from './surroundings.ts';

/** A host as the file describes it, all levels settled. */
export interface DescribedHost {
  readonly name: string;
  readonly address: string;
  /** Where it stands in the file, or stands first. */
  readonly path: Path;
  readonly settlement: Settlement;
}

// Those of ssh(1), as far as they exist.
const defaultIdentities = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];

/** Resolves how each host is reached; jump hosts are hosts of the same inventory. */
export function resolveAccess(
  hosts: readonly DescribedHost[],
  surroundings: Surroundings,
  reader: Reader,
  report: Report,
): ReadonlyMap<string, HostAccess> {
  const direct = new Map(hosts.map((host) => [host.name, directAccess(host, surroundings, reader, report)]));
  const described = new Map(hosts.map((host) => [host.name, host]));

  // As ssh -J: the first hop is reached in its own way, each further one through the hop before it.
  const hopsTo = (name: string, passed: readonly string[]): HostAccess[] => {
    const host = described.get(name);
    const names = host?.settlement.ssh.proxyJump ?? [];
    if (host === undefined || names.length === 0 || names[0] === 'none') return [];
    const at = host.settlement.origin('ssh', 'proxyJump');
    const known = names.filter((jump) => {
      if (!direct.has(jump))
        report(at, `found ${jump}${didYouMean(jump, direct.keys())}; expected a host of this inventory`);
      return direct.has(jump);
    });
    const [first] = known;
    if (first === undefined) return [];
    const way = [...passed, name];
    const own = known.find((jump) => way.includes(jump));
    if (own !== undefined) {
      report(at, `${own} would be its own jump host; say "proxyJump: none" in hosts.${own}.ssh`);
      return [];
    }
    const hops = known.flatMap((jump) => direct.get(jump) ?? []);
    return [...hopsTo(first, way), ...hops.map((hop, index) => (index === 0 ? hop : { ...hop, proxyCommand: null }))];
  };

  return new Map(
    [...direct].map(([name, access]) => {
      const proxyJump = hopsTo(name, []);
      if (proxyJump.length > 0 && access.proxyCommand !== null) {
        const message = `found a proxyCommand beside a proxyJump; expected one of them, and "none" for the other`;
        report(described.get(name)?.settlement.origin('ssh', 'proxyCommand') ?? [], message);
      }
      return [name, { ...access, proxyJump }];
    }),
  );
}

function directAccess(host: DescribedHost, surroundings: Surroundings, reader: Reader, report: Report): HostAccess {
  const { ssh, origin } = host.settlement;
  const user = ssh.user ?? surroundings.user;
  return {
    address: ssh.address ?? host.address,
    port: ssh.port ?? 22,
    user,
    identityFiles: identityFiles(host, surroundings, reader, report),
    agent:
      ssh.agent === undefined ? (surroundings.environment['SSH_AUTH_SOCK'] ?? null) : orNull(ssh.agent, reader.path),
    password: ssh.password === undefined ? null : reader.secret(ssh.password, origin('ssh', 'password')),
    knownHosts: (ssh.knownHosts ?? ['~/.ssh/known_hosts']).map(reader.path),
    hostKeyPolicy: ssh.hostKeyPolicy ?? 'strict',
    proxyCommand: orNull(ssh.proxyCommand ?? 'none', (command) => command),
    proxyJump: [],
    connectTimeout: (ssh.connectTimeout ?? 10) * 1000,
    become: becomeOf(host, user, reader),
  };
}

function orNull(value: string, convert: (value: string) => string): string | null {
  return value === 'none' ? null : convert(value);
}

function identityFiles(
  { settlement }: DescribedHost,
  { exists }: Surroundings,
  reader: Reader,
  report: Report,
): string[] {
  const named = settlement.ssh.identityFile?.map(reader.path);
  if (named === undefined) return defaultIdentities.map(reader.path).filter(exists);
  const at = settlement.origin('ssh', 'identityFile');
  for (const path of named) if (!exists(path)) report(at, `found no file ${path}; expected a private key there`);
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
