import { readFileSync } from 'node:fs';
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HostAccess } from '../../src/inventory/host.ts';
import { HostKeyMismatch, HostKeyUnknown, Unreachable } from '../../src/ssh/errors.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import type { Transport } from '../../src/ssh/transport.ts';
import { freePort, isRunning, startSshd, until, type Sshd } from './sshd.ts';

let target: Sshd;
let jump: Sshd;
let inner: Sshd;

beforeAll(async () => {
  [target, jump, inner] = await Promise.all([startSshd(), startSshd(), startSshd()]);
});
afterAll(() => Promise.all([target.stop(), jump.stop(), inner.stop()]));

async function run(command: string, access: HostAccess, transport: Transport = ssh2Transport()): Promise<string> {
  const connection = await transport.connect('lb1', access);
  let output = '';
  await connection.exec(command, { stdin: '', onStdout: (chunk) => (output += chunk), onStderr: () => undefined });
  connection.close();
  return output.trim();
}

/** A proxy by node itself: every machine that runs the tests has it. */
const relay = `${process.execPath} -e "const s=require('net').connect(process.argv[1],process.argv[2]);process.stdin.pipe(s).pipe(process.stdout)"`;

test('a port that nobody listens on', async () => {
  const port = await freePort();
  const refused = run('true', target.access({ port }));
  await expect(refused).rejects.toThrow(Unreachable);
  await expect(refused).rejects.toMatchObject({
    message: expect.stringMatching(`cannot connect to 127.0.0.1 port ${port}: .*ECONNREFUSED`) as string,
    hint: expect.stringContaining('Nothing listens there') as string,
    place: 'lb1',
    exitCode: 3,
  });
});

test('a name that does not resolve', async () => {
  await expect(run('true', target.access({ address: 'no-such-host.invalid' }))).rejects.toMatchObject({
    name: 'Unreachable',
    hint: expect.stringContaining('does not resolve') as string,
  });
});

test('a host that accepts and says nothing is given up after connectTimeout', async () => {
  const [silent, sockets] = await listen(() => undefined);
  const { port } = silent.address() as AddressInfo;
  await expect(run('true', target.access({ port, connectTimeout: 300 }))).rejects.toThrow('no answer');
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test('a host that hangs up at once', async () => {
  const [rude] = await listen((socket) => socket.end());
  const { port } = rude.address() as AddressInfo;
  await expect(run('true', target.access({ port }))).rejects.toMatchObject({
    name: 'Unreachable',
    hint: expect.stringContaining('MaxStartups') as string,
  });
  rude.close();
});

test('a connection that is cut says how', async () => {
  const [relayed, sockets] = await listen((socket) => {
    const onward = createConnection(target.port, '127.0.0.1');
    socket.on('error', () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
  const { port } = relayed.address() as AddressInfo;
  const known = target.file('relayed', readFileSync(target.knownHosts, 'utf8').replace(/:\d+/, `:${port}`));
  const connection = await ssh2Transport().connect('lb1', target.access({ port, knownHosts: [known] }));
  const cut = () => sockets.forEach((socket) => socket.resetAndDestroy());
  const running = connection.exec('echo on; sleep 60', { stdin: '', onStdout: cut, onStderr: () => undefined });
  await expect(running).rejects.toMatchObject({
    message: expect.stringMatching(/^the connection was lost: .*ECONNRESET/) as string,
    hint: expect.stringContaining('run again') as string,
    place: 'lb1',
  });
  connection.close();
  relayed.close();
});

test('proxyCommand is the way, and ends with the connection', async () => {
  const pidFile = `${target.folder}/proxy.pid`;
  const proxyCommand = `sh -c 'echo $$ >${pidFile}; exec ${relay.replaceAll("'", "'\\''")} %p %h'`;
  expect(await run('echo "$SSH_CONNECTION"', target.access({ proxyCommand }))).toMatch(/^127\.0\.0\.1 \d+ 127/);
  const pid = Number(readFileSync(pidFile, 'utf8'));
  await until(() => !isRunning(pid));
});

test('what a failing proxyCommand says is told', async () => {
  const proxyCommand = `sh -c 'echo "proxy: no way to $0" >&2; exit 1' %h`;
  await expect(run('true', target.access({ proxyCommand }))).rejects.toMatchObject({
    name: 'Unreachable',
    message: expect.stringContaining('its proxyCommand says: proxy: no way to 127.0.0.1') as string,
  });
});

test('a proxyCommand that fails without a word is told by its status', async () => {
  const refused = run('true', target.access({ proxyCommand: 'false', connectionAttempts: 1 }));
  await expect(refused).rejects.toMatchObject({
    name: 'Unreachable',
    message: expect.stringContaining('its proxyCommand says: nothing, and ended with status 1') as string,
    hint: 'Try the proxyCommand by hand.',
    passing: 'it hung up',
  });
});

test('a proxyCommand that hangs is given up and ended', async () => {
  const pidFile = `${target.folder}/hanging.pid`;
  const proxyCommand = `sh -c 'echo $$ >${pidFile}; exec sleep 300'`;
  await expect(run('true', target.access({ proxyCommand, connectTimeout: 500 }))).rejects.toThrow('no answer');
  const pid = Number(readFileSync(pidFile, 'utf8'));
  await until(() => !isRunning(pid));
});

test('hosts behind a jump host are reached through one connection to it', async () => {
  const transport = ssh2Transport();
  const access = target.access({ proxyJump: [jump.access()] });
  const connections = await Promise.all(Array.from({ length: 6 }, () => transport.connect('lb1', access)));
  const parents = new Set<string>();
  await Promise.all(
    connections.map((connection) =>
      connection.exec('echo "$SSH_CONNECTION"', {
        stdin: '',
        onStdout: (chunk) => parents.add(chunk.trim()),
        onStderr: () => undefined,
      }),
    ),
  );
  expect(parents.size).toBe(6); // Six connections to the target, each from a port of its own.
  expect(jump.logins()).toBe(1);
  for (const connection of connections) connection.close();
  await until(() => jump.log().includes('Disconnected from user'));
  expect(await run('echo again', access, transport)).toBe('again');
  expect(jump.logins()).toBe(2);
});

test('each hop has its host key checked', async () => {
  const stranger = jump.access({ knownHosts: [] });
  await expect(run('true', target.access({ proxyJump: [stranger] }))).rejects.toThrow(HostKeyUnknown);
  await expect(run('true', target.access({ proxyJump: [jump.access()], knownHosts: [] }))).rejects.toThrow(
    `[127.0.0.1]:${target.port} is not known`,
  );
});

test('several hops lead to a host, and a key that is not the one of its hop ends it there', async () => {
  const through = (...hops: readonly HostAccess[]) => run('echo "$SSH_CONNECTION"', target.access({ proxyJump: hops }));
  expect(await through(jump.access(), inner.access())).toMatch(new RegExp(` ${target.port}$`));
  expect(inner.logins()).toBe(1);

  const known = readFileSync(jump.knownHosts, 'utf8').replace(/.*:\d+/, `[127.0.0.1]:${inner.port}`);
  const swapped = inner.access({ knownHosts: [inner.file('swapped', known)], hostKeyPolicy: 'accept-new' });
  await expect(through(jump.access(), swapped)).rejects.toThrow(HostKeyMismatch);
  await expect(through(jump.access(), inner.access({ knownHosts: [] }))).rejects.toThrow(
    `[127.0.0.1]:${inner.port} is not known`,
  );
  expect(inner.logins()).toBe(1);
});

test('a host that the jump host cannot reach', async () => {
  const port = await freePort();
  await expect(run('true', target.access({ port, proxyJump: [jump.access()] }))).rejects.toMatchObject({
    name: 'Unreachable',
    message: expect.stringContaining('Connection refused') as string,
  });
});

async function listen(onSocket: (socket: Socket) => void): Promise<[Server, Socket[]]> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return [server, sockets];
}
