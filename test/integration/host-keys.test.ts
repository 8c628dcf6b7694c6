import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HostAccess } from '../../src/inventory/host.ts';
import { HostKeyMismatch, HostKeyRevoked, HostKeyUnknown } from '../../src/ssh/errors.ts';
import { fingerprint } from '../../src/ssh/known-hosts.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import { generateKey, publicKey, startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
let otherKey: string;

beforeAll(async () => {
  sshd = await startSshd({ keyTypes: ['ed25519', 'rsa'] });
  generateKey(`${sshd.folder}/other`, 'ed25519');
  otherKey = publicKey(`${sshd.folder}/other`);
});
afterAll(() => sshd.stop());

const printOf = (key: string) => fingerprint(Buffer.from(key.split(' ')[1] ?? '', 'base64'));
const nameThere = () => `[127.0.0.1]:${sshd.port}`;

async function connect(changes: Partial<HostAccess>): Promise<void> {
  const connection = await ssh2Transport().connect('lb1', sshd.access(changes));
  connection.close();
}

test('a key that is not recorded is refused, with its fingerprint and how to record it', async () => {
  const missing = `${sshd.folder}/no-such-file`;
  const refused = connect({ knownHosts: [missing] });
  await expect(refused).rejects.toThrow(HostKeyUnknown);
  await expect(refused).rejects.toMatchObject({
    message: `the host key of ${nameThere()} is not known: it offers ssh-ed25519 ${printOf(sshd.hostKey('ed25519'))}`,
    hint: expect.stringContaining(`ssh-keyscan -p ${sshd.port} 127.0.0.1 >> ${missing}`) as string,
    exitCode: 3,
  });
  expect(existsSync(missing)).toBe(false);
});

test.each(['strict', 'accept-new'] as const)(
  'a changed key is refused, with both fingerprints (%s)',
  async (policy) => {
    const file = sshd.file('changed', `# a comment\n${nameThere()} ${otherKey}\n`);
    const before = readFileSync(file, 'utf8');
    const refused = connect({ knownHosts: [file], hostKeyPolicy: policy });
    await expect(refused).rejects.toThrow(HostKeyMismatch);
    await expect(refused).rejects.toThrow(`offered:  ssh-ed25519 ${printOf(sshd.hostKey('ed25519'))}`);
    await expect(refused).rejects.toThrow(`recorded: ssh-ed25519 ${printOf(otherKey)} (${file}:2)`);
    expect(readFileSync(file, 'utf8')).toBe(before);
  },
);

test('accept-new records an unknown key, once, in a file of its owner alone', async () => {
  const file = `${sshd.folder}/new/known_hosts`;
  const access = { knownHosts: [file], hostKeyPolicy: 'accept-new' } as const;
  await Promise.all([connect(access), connect(access), connect(access)]);
  await connect(access);
  expect(readFileSync(file, 'utf8')).toBe(`${nameThere()} ${sshd.hostKey('ed25519')}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await connect({ knownHosts: [file] });
});

test('accept-new begins a line of its own after a last line without an end', async () => {
  const file = sshd.file('unended', `other ${otherKey}`);
  await connect({ knownHosts: [file], hostKeyPolicy: 'accept-new' });
  expect(readFileSync(file, 'utf8')).toBe(`other ${otherKey}\n${nameThere()} ${sshd.hostKey('ed25519')}\n`);
});

test('a revoked key is refused even where it is recorded', async () => {
  const key = sshd.hostKey('ed25519');
  const file = sshd.file('revoked', `${nameThere()} ${key}\n@revoked * ${key}\n`);
  const refused = connect({ knownHosts: [file], hostKeyPolicy: 'accept-new' });
  await expect(refused).rejects.toThrow(HostKeyRevoked);
  await expect(refused).rejects.toThrow(`${file}:2`);
});

test('a certificate authority is said not to be supported', async () => {
  const file = sshd.file('authority', `@cert-authority * ${otherKey}\n`);
  const hint = expect.stringContaining(`${file}:1 names a certificate authority`) as string;
  await expect(connect({ knownHosts: [file] })).rejects.toMatchObject({ name: 'HostKeyUnknown', hint });
});

test('a host whose RSA key alone is recorded is asked for that key', async () => {
  await connect({ knownHosts: [sshd.file('rsa-only', `${nameThere()} ${sshd.hostKey('rsa')}\n`)] });
});

test('the files are read in their order, and one that is missing is empty', async () => {
  await connect({ knownHosts: [`${sshd.folder}/no-such-file`, sshd.knownHosts] });
});

test('a file that cannot be read or written is named', async () => {
  await expect(connect({ knownHosts: [sshd.folder] })).rejects.toMatchObject({
    name: 'UsageError',
    place: sshd.folder,
  });
  const under = `${sshd.knownHosts}/known_hosts`; // A file stands where the folder should.
  await expect(connect({ knownHosts: [under], hostKeyPolicy: 'accept-new' })).rejects.toMatchObject({
    name: 'UsageError',
    place: under,
  });
  const nowhere = `${sshd.folder}/dangling`;
  symlinkSync(`${sshd.folder}/none/known_hosts`, nowhere);
  await expect(connect({ knownHosts: [nowhere], hostKeyPolicy: 'accept-new' })).rejects.toMatchObject({
    name: 'UsageError',
    place: nowhere,
    message: expect.stringMatching(/^cannot record a host key: .*no such file/) as string,
  });
});

test('accept-new without a file to record in is wrong usage', async () => {
  await expect(connect({ knownHosts: [], hostKeyPolicy: 'accept-new' })).rejects.toMatchObject({
    name: 'UsageError',
    place: 'lb1',
    message: 'hostKeyPolicy accept-new needs a known_hosts file to record keys in',
  });
});
