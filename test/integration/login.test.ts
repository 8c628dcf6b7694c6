import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HostAccess } from '../../src/inventory/host.ts';
import { Secret } from '../../src/secret.ts';
import { AuthFailed } from '../../src/ssh/errors.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import { generateKey, startSshd, until, type Sshd } from './sshd.ts';

let sshd: Sshd;
let agent: ChildProcess;
let socket: string;

beforeAll(async () => {
  sshd = await startSshd();
  generateKey(`${sshd.folder}/stranger`, 'ed25519');
  generateKey(`${sshd.folder}/locked`, 'ed25519', 'a passphrase');
  socket = `${sshd.folder}/agent`;
  agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  await until(() => existsSync(socket));
  execFileSync('ssh-add', ['-q', sshd.clientKey], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
});
afterAll(async () => {
  agent.kill();
  await sshd.stop();
});

async function login(changes: Partial<HostAccess>): Promise<string> {
  const connection = await ssh2Transport().connect('lb1', sshd.access(changes));
  let output = '';
  await connection.exec('cat', { stdin: 'in', onStdout: (chunk) => (output += chunk), onStderr: () => undefined });
  connection.close();
  return output;
}

test('a key of the agent lets in', async () => {
  expect(await login({ identityFiles: [], agent: socket })).toBe('in');
});

test('a key that the host does not know is followed by the next, and by the agent', async () => {
  const stranger = `${sshd.folder}/stranger`;
  expect(await login({ identityFiles: [stranger, sshd.clientKey] })).toBe('in');
  expect(await login({ identityFiles: [stranger], agent: socket })).toBe('in');
});

test('a refusal names what was tried and why the rest was not', async () => {
  const [stranger, locked, missing] = ['stranger', 'locked', 'missing'].map((name) => `${sshd.folder}/${name}`);
  const certificate = sshd.file('certificate', 'ssh-ed25519-cert-v01@openssh.com AAAA');
  const publicHalf = `${sshd.clientKey}.pub`;
  const refused = login({
    identityFiles: [stranger ?? '', locked ?? '', missing ?? '', certificate, publicHalf],
    agent: `${sshd.folder}/no-agent`,
    password: new Secret('hunter2'),
  });
  await expect(refused).rejects.toThrow(AuthFailed);
  const { message, place } = (await refused.catch((error: unknown) => error)) as AuthFailed;
  const print = execFileSync('ssh-keygen', ['-lf', stranger ?? ''], { encoding: 'utf8' }).split(' ')[1] ?? '';
  expect(place).toBe('lb1');
  expect(message).toContain(`tried: key ${stranger ?? ''} (${print}), the agent at ${sshd.folder}/no-agent\n`);
  expect(message).toContain('the host takes: publickey');
  expect(message).toContain(`left out: key ${locked ?? ''}: passphrase-protected; add it to the agent with ssh-add`);
  expect(message).toContain(`left out: key ${missing ?? ''}: no such file`);
  expect(message).toContain(`left out: key ${certificate}: a certificate; these are not supported`);
  expect(message).toContain(`left out: key ${publicHalf}: a public key; name the private one`);
  expect(message).toContain('the agent: Failed to connect to agent');
  expect(message).not.toContain('hunter2');
  expect(message).not.toContain(readFileSync(stranger ?? '', 'utf8').slice(100, 140));
});

test('a host that gives up on us is quoted', async () => {
  const strict = await startSshd({ config: ['MaxAuthTries 1'] });
  const identityFiles = [`${sshd.folder}/stranger`, strict.clientKey];
  const refused = ssh2Transport().connect('lb1', strict.access({ identityFiles }));
  await expect(refused).rejects.toThrow(AuthFailed);
  await expect(refused).rejects.toThrow('the host says: Too many authentication failures');
  await strict.stop();
});

test('having nothing to log in with is said', async () => {
  await expect(login({ identityFiles: [] })).rejects.toThrow('tried: nothing, there was no key to offer');
});
