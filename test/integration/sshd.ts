import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Host, HostAccess } from '../../src/inventory/host.ts';
import { packageSources } from '../inventory/package-sources.ts';

/** A real OpenSSH server on a loopback port, with host keys, configuration and files of its own in one folder. */
export interface Sshd {
  readonly folder: string;
  readonly port: number;
  /** Path of the client's key, which the server lets in. */
  readonly clientKey: string;
  /** A known_hosts file with the server's keys. */
  readonly knownHosts: string;
  /** Public key line (`type base64`) of a host key. */
  hostKey(type: 'ed25519' | 'rsa'): string;
  access(changes?: Partial<HostAccess>): HostAccess;
  host(changes?: Partial<HostAccess>): Host;
  /** Puts a file into the folder. @returns its path. */
  file(name: string, text: string, mode?: number): string;
  log(): string;
  /** How many logins there were. */
  logins(): number;
  /** Ends the server; connections that are open go on. */
  halt(): Promise<void>;
  /** Starts it again, on the same port. */
  launch(): Promise<void>;
  stop(): Promise<void>;
}

export interface SshdOptions {
  readonly keyTypes?: readonly ('ed25519' | 'rsa')[];
  readonly config?: readonly string[];
  /** Folders that are empty, in memory and of the server's own, with their sizes: `{ '/var/lib/lvsdeploy': '10m' }`. Takes root. */
  readonly own?: Readonly<Record<string, string>>;
}

/** Starts sshd and waits until it answers. */
export async function startSshd({ keyTypes = ['ed25519'], config = [], own = {} }: SshdOptions = {}): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-sshd-'));
  const path = (name: string) => join(folder, name);
  const file = (name: string, text: string, mode = 0o600) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
    chmodSync(path(name), mode);
    return path(name);
  };
  mkdirSync(path('bin'));
  for (const type of keyTypes) generateKey(path(`host_${type}`), type);
  generateKey(path('client'), 'ed25519');
  file('authorized_keys', readFileSync(path('client.pub'), 'utf8'));
  if (userInfo().uid === 0) execFileSync('mkdir', ['-p', '-m', '0755', '/run/sshd']); // sshd's privilege separation folder.

  const port = await freePort();
  const settings = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    'PidFile none',
    ...keyTypes.map((type) => `HostKey ${path(`host_${type}`)}`),
    `AuthorizedKeysFile ${path('authorized_keys')}`,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'MaxStartups 200',
    // The login shell reads the files of the folder, not those of whoever runs the tests.
    `SetEnv HOME=${folder} PATH=${path('bin')}:/usr/bin:/bin`,
    ...config,
  ];
  file('sshd_config', `${settings.join('\n')}\n`);
  const sshd = existsSync('/usr/sbin/sshd') ? '/usr/sbin/sshd' : 'sshd';
  const made = Object.keys(own).filter((folder) => !existsSync(folder));
  for (const folder of made) mkdirSync(folder, { recursive: true });
  const mounts = Object.entries(own)
    .map(([folder, size]) => `mount -t tmpfs -o size=${size},mode=755 none ${folder}\n`)
    .concat(Object.keys(own).length > 0 ? ['exec "$0" "$@"'] : [])
    .join('');
  let log = '';
  let server: ChildProcess;
  const launch = () =>
    new Promise<void>((resolve, reject) => {
      const command = [sshd, '-D', '-e', '-f', path('sshd_config')];
      const [program = '', ...args] = mounts === '' ? command : ['unshare', '-m', 'sh', '-ec', mounts, ...command];
      const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (text.includes('Server listening')) resolve();
      });
      child.once('error', reject);
      child.once('exit', () =>
        reject(new Error(`sshd did not start (Debian: apt-get install openssh-server):\n${log}`)),
      );
      server = child;
    });
  const halt = async () => {
    const exited = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await exited;
  };
  await launch();

  const hostKey = (type: 'ed25519' | 'rsa') => publicKey(path(`host_${type}`));
  const knownHosts = file('known_hosts', keyTypes.map((type) => `[127.0.0.1]:${port} ${hostKey(type)}\n`).join(''));
  const access = (changes: Partial<HostAccess> = {}): HostAccess => ({
    address: '127.0.0.1',
    port,
    user: userInfo().username,
    identityFiles: [path('client')],
    identitiesOnly: false,
    agent: null,
    passphrase: null,
    password: null,
    knownHosts: [knownHosts],
    hostKeyAlias: null,
    hostKeyPolicy: 'strict',
    proxyCommand: null,
    proxyJump: [],
    connectTimeout: 10_000,
    connectionAttempts: 1,
    become: { method: 'none' },
    ...changes,
  });
  return {
    folder,
    port,
    clientKey: path('client'),
    knownHosts,
    hostKey,
    access,
    host: (changes) => ({
      name: 'lb1',
      access: access(changes),
      groups: [],
      kernel: { packages: null, rebootTimeout: 600 },
      sources: packageSources,
      vars: {},
    }),
    file,
    log: () => log,
    logins: () => log.split('Accepted publickey').length - 1,
    halt,
    launch,
    stop: async () => {
      await halt();
      for (const folder of made) rmdirSync(folder);
      rmSync(folder, { recursive: true });
    },
  };
}

export function generateKey(path: string, type: 'ed25519' | 'rsa', passphrase = ''): void {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-f', path]);
}

/** @returns `type base64` of a key pair. */
export function publicKey(path: string): string {
  return readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ').trim();
}

/** @returns a port of 127.0.0.1 that nothing listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits until a condition holds, for 10 s at most. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn += 1) {
    if (turn > 1000) throw new Error('the condition did not come to hold within 10 s');
    await wait(10);
  }
}
