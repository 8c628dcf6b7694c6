import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
  agent = await startAgent(socket);
  execFileSync('ssh-add', ['-q', sshd.clientKey], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
});
afterAll(async () => {
  agent.kill();
  await sshd.stop();
});

async function startAgent(path: string): Promise<ChildProcess> {
  const started = spawn('ssh-agent', ['-D', '-a', path], { stdio: 'ignore' });
  await until(() => existsSync(path));
  return started;
}

async function login(changes: Partial<HostAccess>, transport = ssh2Transport()): Promise<string> {
  const connection = await transport.connect('lb1', sshd.access(changes));
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
  const [fido, fidoPublic] = [sshd.file('fido', fidoKey()), sshd.file('fido.pub', `${fidoType} AAAA me@here\n`)];
  sshd.file('stranger-cert.pub', 'ssh-ed25519-cert-v01@openssh.com AAAA');
  const refused = login({
    identityFiles: [stranger ?? '', locked ?? '', missing ?? '', certificate, publicHalf, fido, fidoPublic],
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
  for (const key of [fido, fidoPublic])
    expect(message).toContain(`${key}: a FIDO security key; these are not supported`);
  expect(message).toContain(`left out: certificate ${stranger ?? ''}-cert.pub: these are not supported`);
  expect(message).toContain('the agent: Failed to connect to agent');
  expect(message).not.toContain('hunter2');
  expect(message).not.toContain(readFileSync(stranger ?? '', 'utf8').slice(100, 140));
});

const fidoType = 'sk-ssh-ed25519@openssh.com';

/** A key file as ssh-keygen makes it for a security key and protects it: only such a device could make a real one. */
function fidoKey(): string {
  const field = (content: string | Buffer) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(content.length);
    return Buffer.concat([size, Buffer.from(content)]);
  };
  const publicKey = Buffer.concat([field(fidoType), field(Buffer.alloc(32)), field('ssh:')]);
  const options = Buffer.concat([field(Buffer.alloc(16)), Buffer.from([0, 0, 0, 16])]);
  const head = [field('aes256-ctr'), field('bcrypt'), field(options), Buffer.from([0, 0, 0, 1])];
  const blob = Buffer.concat([Buffer.from('openssh-key-v1\0'), ...head, field(publicKey), field(Buffer.alloc(160))]);
  const lines = blob.toString('base64').replace(/.{70}/g, '$&\n');
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

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

describe('a key with a passphrase', () => {
  let file: string;

  beforeAll(() => {
    file = `${sshd.folder}/protected`;
    copyFileSync(sshd.clientKey, file);
    execFileSync('ssh-keygen', ['-q', '-p', '-N', 'open sesame', '-f', file]);
  });

  /** A person who gives these answers and is asked no more than that. */
  function asking(...answers: string[]) {
    const questions: string[] = [];
    const transport = ssh2Transport((question) => {
      questions.push(question);
      const answer = answers.shift();
      return answer === undefined
        ? Promise.reject(new Error('one question too many'))
        : Promise.resolve(new Secret(answer));
    });
    return { questions, transport };
  }

  test('is asked about once for all hosts, and again when that was not it', async () => {
    const { questions, transport } = asking('wrong', 'open sesame');
    const logins = Array.from({ length: 3 }, () => login({ identityFiles: [file] }, transport));
    expect(await Promise.all(logins)).toEqual(['in', 'in', 'in']);
    expect(await login({ identityFiles: [file] }, transport)).toBe('in');
    expect(questions).toEqual([`Passphrase of ${file}:`, `Passphrase of ${file} (that was not it):`]);
  });

  test('is not asked about where there is another way in', async () => {
    const { questions, transport } = asking();
    expect(await login({ identityFiles: [file, sshd.clientKey] }, transport)).toBe('in');
    expect(await login({ identityFiles: [file], agent: socket }, transport)).toBe('in');
    expect(questions).toEqual([]);
  });

  test('is left when the answer is empty', async () => {
    const { questions, transport } = asking('');
    await expect(login({ identityFiles: [file] }, transport)).rejects.toThrow(
      `left out: key ${file}: passphrase-protected`,
    );
    await expect(login({ identityFiles: [file] }, transport)).rejects.toThrow(AuthFailed);
    expect(questions).toHaveLength(1);
  });

  test('opens by the passphrase of the inventory, which is not shown when it is wrong', async () => {
    expect(await login({ identityFiles: [file], passphrase: new Secret('open sesame') })).toBe('in');
    const wrong = login({ identityFiles: [file], passphrase: new Secret('hunter2') });
    await expect(wrong).rejects.toThrow('ssh-add');
    await expect(wrong).rejects.not.toThrow('hunter2');
  });
});

describe('with IdentitiesOnly the agent offers', () => {
  test('the keys that the identity files name, by their public half too', async () => {
    const publicHalf = `${sshd.clientKey}.pub`;
    expect(await login({ identityFiles: [publicHalf], agent: socket, identitiesOnly: true })).toBe('in');
  });

  test('no other', async () => {
    const refused = login({ identityFiles: [`${sshd.folder}/stranger`], agent: socket, identitiesOnly: true });
    await expect(refused).rejects.toThrow(
      'the agent: it holds no key of those that identityFile names (IdentitiesOnly)',
    );
  });
});

test('a certificate in the agent is passed over, with a word', async () => {
  const path = (name: string) => `${sshd.folder}/${name}`;
  generateKey(path('ca'), 'ed25519');
  generateKey(path('signed'), 'ed25519');
  execFileSync('ssh-keygen', ['-q', '-s', path('ca'), '-I', 'test', path('signed.pub')]);
  const own = await startAgent(path('agent-cert'));
  const add = (...args: string[]) =>
    execFileSync('ssh-add', ['-q', ...args], {
      env: { ...process.env, SSH_AUTH_SOCK: path('agent-cert') },
      stdio: 'ignore',
    });
  add(path('signed'));
  renameSync(path('signed-cert.pub'), path('elsewhere'));
  add('-d', path('signed'));
  const refused = login({ identityFiles: [], agent: path('agent-cert') });
  await expect(refused).rejects.toThrow(
    'the agent: it holds no key that can be used; certificates and FIDO keys cannot',
  );
  own.kill();
});
