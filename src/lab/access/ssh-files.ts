import { join } from 'node:path';
import { quote } from '../../shell/shell.ts';
import type { Topology } from '../topology.ts';

/** @returns the command that reaches the sshd of the guest with address `%h`, for OpenSSH and for the inventory. */
export function proxyCommand(run: string): string {
  return `nc -U ${quote(join(run, 'ssh'))}/%h`;
}

/** @returns the lab's ssh_config(5): every guest by its name, its key known beforehand, and nothing of ~/.ssh. */
export function renderSshConfig(topology: Topology, run: string): string {
  const hosts = topology.hosts.map(
    (host) => `Host ${host.name}\n  HostName ${host.address}\n  User ${host.login.user}\n`,
  );
  return `${hosts.join('\n')}
Host *
  ProxyCommand ${proxyCommand(run)}
  IdentityFile "${join(run, 'id_ed25519')}"
  IdentitiesOnly yes
  IdentityAgent none
  BatchMode yes
  StrictHostKeyChecking yes
  UserKnownHostsFile "${join(run, 'known_hosts')}"
  GlobalKnownHostsFile /dev/null
  UpdateHostKeys no
  ConnectTimeout 10
  LogLevel ERROR
`;
}

/** @returns known_hosts(5) lines, each host by its address and its name. */
export function renderKnownHosts(topology: Topology, publicKeys: ReadonlyMap<string, string>): string {
  return topology.hosts
    .map((host) => {
      const [type, key] = (publicKeys.get(host.name) ?? '').split(' ');
      return `${host.address},${host.name} ${type ?? ''} ${key ?? ''}\n`;
    })
    .join('');
}
