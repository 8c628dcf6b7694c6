import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lines, sh, type Shell } from '../shell/shell.ts';
import { mustRun } from '../command.ts';
import type { Flavour } from './flavour.ts';
import { labAddressFor, type LabHost, type Topology } from './topology.ts';

/** What the lab made for one guest. */
export interface GuestKeys {
  readonly hostKey: string;
  readonly hostPublicKey: string;
  /** The public key that may log in. */
  readonly authorizedKey: string;
  /** The sudo password of a guest that asks for one. */
  readonly sudoPassword: string;
}

/** What the lab serves to one guest. */
export interface Repositories {
  readonly flavour: Flavour;
  readonly paths: readonly string[];
}

/** A file of the guest's identity. */
export interface SeedFile {
  /** Relative to the guest's root. */
  readonly path: string;
  readonly mode: number;
  readonly content: string;
}

/** @returns the files that make a copy of the base image that host. */
export function seedFiles(host: LabHost, topology: Topology, repositories: Repositories, keys: GuestKeys): SeedFile[] {
  const names = topology.hosts.map((other) => `${other.address} ${other.name}\n`);
  const page: SeedFile = { path: 'srv/www/index.html', mode: 0o644, content: `${host.name}\n` };
  return [
    { path: 'etc/hostname', mode: 0o644, content: `${host.name}\n` },
    { path: 'etc/hosts', mode: 0o644, content: `127.0.0.1 localhost\n::1 localhost\n${names.join('')}` },
    { path: 'etc/lab/network', mode: 0o644, content: `${guestNetworkCommands(host).join('\n')}\n` },
    { path: 'etc/lab/setup', mode: 0o700, content: `${setupScript(host, keys).text}\n` },
    { path: 'etc/ssh/ssh_host_ed25519_key', mode: 0o600, content: keys.hostKey },
    { path: 'etc/ssh/ssh_host_ed25519_key.pub', mode: 0o644, content: keys.hostPublicKey },
    packageSources(host, repositories),
    ...(host.role === 'realServer' ? [page] : []),
  ];
}

/** @returns what `ip -batch` must do in the guest at every boot. */
function guestNetworkCommands(host: LabHost): string[] {
  const cards = host.nics.flatMap(({ addresses }, index) => [
    `link set vec${index} name eth${index}`,
    // UML cuts large frames short, and bulk traffic crawls.
    `link set eth${index} gso_max_segs 1`,
    ...addresses.map((address) =>
      address.includes(':') ? `addr add ${address} dev eth${index} nodad` : `addr add ${address} brd + dev eth${index}`,
    ),
    `link set eth${index} up`,
  ]);
  return ['link set lo up', ...cards, ...host.gateways.map((gateway) => `route add default via ${gateway}`)];
}

/** @returns where the guest's package manager finds what the lab serves to its flavour. */
function packageSources(host: LabHost, { flavour, paths }: Repositories): SeedFile {
  const labAddress = labAddressFor(host);
  const urls = paths.map((path) => `http://${labAddress}${path}`);
  if (flavour !== 'rpm') {
    const list = urls.map((url) => `deb [trusted=yes] ${url} ./\n`);
    return { path: 'etc/apt/sources.list', mode: 0o644, content: list.join('') };
  }
  const sections = urls.map(
    (url, index) => `[lab${index === 0 ? '' : `-${index}`}]
name=Packages of the lab (${url})
baseurl=${url}
enabled=1
gpgcheck=0
metadata_expire=1
`,
  );
  return { path: 'etc/yum.repos.d/lab.repo', mode: 0o644, content: sections.join('\n') };
}

/** Packs a guest's identity into a plain tar archive, which the guest reads as its second disk. */
export async function packSeed(files: readonly SeedFile[], folder: string, archive: string): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(folder, file.path)), { recursive: true });
    await writeFile(join(folder, file.path), file.content, { mode: file.mode });
  }
  const paths = files.map((file) => file.path);
  // Files only: a folder in the archive would set the mode of the guest's own.
  await mustRun('tar', ['--create', '--owner=0', '--group=0', '--file', archive, '--directory', folder, ...paths], {
    timeoutMs: 30_000,
  });
}

function setupScript(host: LabHost, keys: GuestKeys): Shell {
  const { login } = host;
  if (!('sudo' in login)) return allowKey(sh`root`, sh`/root`, keys);
  const { user } = login;
  const sudoers = `${user} ALL=(ALL) ${login.sudo === 'free' ? 'NOPASSWD: ALL' : 'ALL'}`;
  return lines(
    sh`set -eu`,
    sh`useradd --create-home --shell /bin/bash ${user}`,
    sh`echo ${sudoers} > /etc/sudoers.d/${user}`,
    ...(login.sudo === 'password' ? [sh`echo ${`${user}:${keys.sudoPassword}`} | chpasswd`] : []),
    allowKey(sh`${user}`, sh`/home/${user}`, keys),
  );
}

function allowKey(user: Shell, home: Shell, keys: GuestKeys): Shell {
  return lines(
    sh`install -d -m 0700 -o ${user} -g ${user} ${home}/.ssh`,
    sh`echo ${keys.authorizedKey.trim()} > ${home}/.ssh/authorized_keys`,
    sh`chown ${user}:${user} ${home}/.ssh/authorized_keys`,
  );
}
