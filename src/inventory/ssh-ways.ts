import { openSshConfig, type SshConfig } from '../ssh-config/lookup.ts';
import { readOptions, type Jump, type SshOptions } from '../ssh-config/options.ts';
import type { HostAccess } from './host.ts';
import type { Surroundings } from './surroundings.ts';

/** Whom to find the way to: by what the inventory says, and with which configuration. */
export interface Destination {
  readonly name: string;
  /** As the inventory writes it. */
  readonly address: string;
  readonly user: string | undefined;
  /** Path of the configuration, `none`, or undefined for those that ssh(1) reads. */
  readonly config: string | undefined;
}

/** The ways to hosts as ssh(1) would take them. */
export interface WaysOfSsh {
  /** Privileges and passwords are not in it: ssh_config(5) knows none. */
  to(destination: Destination): HostAccess;
  /** Where the configuration says what it says of a host, `file:line` by the keyword in lower case. */
  places(destination: Destination): ReadonlyMap<string, string>;
  /** What the configuration says and is not obeyed, among the lines met so far. */
  doubts(): readonly string[];
}

// Those of ssh(1), as far as they exist.
const defaultConfigs = ['.ssh/config', '/etc/ssh/ssh_config'];
// FIDO keys cannot be used, but it is to be said that they are left out.
const defaultIdentities = ['id_ed25519', 'id_ecdsa', 'id_rsa', 'id_ed25519_sk', 'id_ecdsa_sk'].map(
  (key) => `.ssh/${key}`,
);
const defaultUserKnownHosts = ['.ssh/known_hosts', '.ssh/known_hosts2'];
const defaultGlobalKnownHosts = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];

/** @returns the ways, which read a configuration when they first need it. */
export function openWays(surroundings: Surroundings): WaysOfSsh {
  const atHome = (path: string) => (path.startsWith('/') ? path : `${surroundings.home}/${path}`);
  const configs = new Map<string | undefined, SshConfig>();
  const doubts = new Set<string>();

  const configOf = (path: string | undefined): SshConfig => {
    const named = path === 'none' ? [] : path === undefined ? defaultConfigs.map(atHome) : [path];
    const config = configs.get(path) ?? openSshConfig(named.filter(surroundings.exists), surroundings);
    configs.set(path, config);
    return config;
  };

  const accessOf = (options: SshOptions): HostAccess => ({
    address: options.hostName,
    port: options.port ?? 22,
    user: options.user ?? surroundings.user,
    identityFiles: (options.identityFiles ?? defaultIdentities.map(atHome)).filter(surroundings.exists),
    identitiesOnly: options.identitiesOnly ?? false,
    agent: options.agent === undefined ? surroundings.environment['SSH_AUTH_SOCK'] || null : options.agent,
    passphrase: null,
    password: null,
    knownHosts: [
      ...(options.userKnownHosts ?? defaultUserKnownHosts.map(atHome)),
      ...(options.globalKnownHosts ?? defaultGlobalKnownHosts),
    ],
    hostKeyAlias: options.hostKeyAlias ?? null,
    hostKeyPolicy: options.hostKeyPolicy ?? 'strict',
    proxyCommand: options.proxyCommand ?? null,
    proxyJump: [],
    connectTimeout: (options.connectTimeout ?? 10) * 1000,
    // ssh(1) makes one: here a host that just restarts its sshd would end a run of many hosts.
    connectionAttempts: options.connectionAttempts ?? 4,
    become: { method: 'none' },
  });

  const lookUp = (config: SshConfig, { host, user, port }: Partial<Jump> & Pick<Jump, 'host'>): SshOptions => {
    const options = readOptions(config, { host, user }, surroundings);
    for (const doubt of [...options.doubts, ...config.doubts]) doubts.add(doubt);
    return port === undefined ? options : { ...options, port };
  };

  /** As `ssh -J`: the first hop by the way that the configuration has for it, each further one through the one before. */
  const hopsOf = (config: SshConfig, jumps: readonly Jump[], passed: readonly string[]): HostAccess[] => {
    // A host is no jump host of its own: `Host *` may name one for all.
    if (jumps.some(({ host }) => passed.includes(host))) return [];
    const hops = jumps.map((jump) => lookUp(config, jump));
    const before = hops[0]?.proxyJump ?? [];
    return [
      ...(before.length === 0 ? [] : hopsOf(config, before, [...passed, ...jumps.map(({ host }) => host)])),
      ...hops.map(accessOf).map((hop, index) => (index === 0 ? hop : { ...hop, proxyCommand: null })),
    ];
  };

  /** By its address as the inventory writes it; where nothing names that, by its name. */
  const lookAt = ({ name, address, config: path }: Destination) => {
    const config = configOf(path);
    const alias = !config.names(address) && config.names(name);
    return { config, alias, host: alias ? name : address };
  };

  return {
    to(destination) {
      const { name, address, user } = destination;
      const { config, alias, host } = lookAt(destination);
      const options = lookUp(config, { host, ...(user !== undefined && { user }) });
      const proxyJump = hopsOf(config, options.proxyJump ?? [], [address, name]);
      // By its alias alone a machine of another site could be meant: the address is the inventory's.
      return { ...accessOf(alias ? { ...options, hostName: address } : options), proxyJump };
    },
    places(destination) {
      const { config, alias, host } = lookAt(destination);
      const found = config.lookUp({ host, user: destination.user, localUser: surroundings.user });
      return new Map(
        [...found].flatMap(([keyword, [line]]) =>
          line === undefined || (alias && keyword === 'hostname') ? [] : [[keyword, line.place] as const],
        ),
      );
    },
    doubts: () => [...doubts],
  };
}
