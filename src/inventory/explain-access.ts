import { endpoint } from '../cluster/address.ts';
import type { Candidate, Explainable } from './explain.ts';
import type { HostAccess } from './host.ts';
import type { SecretSettings } from './schema.ts';

/** The keys of `ssh`, with the keyword of ssh_config(5) that says the same, and what came of them. */
const keys = [
  ['address', 'hostname', ({ address }) => address],
  ['user', 'user', ({ user }) => user],
  ['port', 'port', ({ port }) => port],
  ['identityFile', 'identityfile', ({ identityFiles }) => identityFiles],
  ['agent', 'identityagent', ({ agent }) => agent ?? 'none'],
  ['knownHosts', 'userknownhostsfile', ({ knownHosts }) => knownHosts],
  ['hostKeyPolicy', 'stricthostkeychecking', ({ hostKeyPolicy }) => hostKeyPolicy],
  ['proxyCommand', 'proxycommand', ({ proxyCommand }) => proxyCommand ?? 'none'],
  ['proxyJump', 'proxyjump', ({ proxyJump }) => (proxyJump.length === 0 ? 'none' : proxyJump.map(wordHop))],
  ['connectTimeout', 'connecttimeout', ({ connectTimeout }) => connectTimeout / 1000],
  ['connectionAttempts', 'connectionattempts', ({ connectionAttempts }) => connectionAttempts],
] as const satisfies readonly (readonly [key: string, keyword: string, value: (access: HostAccess) => unknown])[];

/** @returns how the host is reached and with which rights, key by key. */
export function explainAccess({ host, description, sshPlaces }: Explainable): readonly Candidate[] {
  const { settlement } = description;
  const { access } = host;
  // One of the two being said, the other one of ssh_config(5) does not count either.
  const isProxySaid = settlement.ssh.proxyCommand !== undefined || settlement.ssh.proxyJump !== undefined;
  const reached = keys.map(([key, keyword, value]): Candidate => ({
    key: `ssh.${key}`,
    value: value(access),
    paths: [settlement.origin('ssh', key)],
    sshPlace: isProxySaid && key.startsWith('proxy') ? undefined : sshPlaces.get(keyword),
  }));
  const secret = (section: 'ssh' | 'become', key: 'password' | 'passphrase'): Candidate => {
    const kept: Readonly<Partial<Record<string, unknown>>> = settlement[section];
    const said = kept[key] as SecretSettings | undefined;
    return {
      key: `${section}.${key}`,
      value: said === undefined ? null : wordSecret(said),
      paths: [settlement.origin(section, key)],
    };
  };
  return [
    ...reached,
    { key: 'ssh.config', value: settlement.ssh.config ?? null, paths: [settlement.origin('ssh', 'config')] },
    secret('ssh', 'password'),
    secret('ssh', 'passphrase'),
    { key: 'become.method', value: access.become.method, paths: [settlement.origin('become', 'method')] },
    ...(access.become.method === 'none' ? [] : [secret('become', 'password')]),
  ];
}

function wordHop({ user, address, port }: HostAccess): string {
  return `${user}@${endpoint(address, port)}`;
}

/** @returns where a secret is kept. */
function wordSecret(kept: SecretSettings): string {
  if ('env' in kept) return `[secret] in the variable ${kept.env}`;
  if ('file' in kept) return `[secret] in the file ${kept.file}`;
  return 'prompt' in kept ? `[secret] asked for: ${kept.prompt}` : `[secret] printed by ${kept.command[0] ?? ''}`;
}
