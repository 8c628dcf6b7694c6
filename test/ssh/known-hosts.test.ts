import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fingerprint, judgeHostKey, parseKnownHosts, recordedKeyTypes } from '../../src/ssh/known-hosts.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-known-hosts-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const addresses = [
  { name: 'lb1', host: 'lb1', port: 22 },
  { name: 'db.example', host: 'db.example', port: 22 },
  { name: '10.0.0.1', host: '10.0.0.1', port: 22 },
  { name: '[10.0.0.1]:2222', host: '10.0.0.1', port: 2222 },
  { name: '[fe80::1]:2222', host: 'fe80::1', port: 2222 },
] as const;
const pattern = fc.constantFrom(
  ...addresses.map(({ name }) => name),
  ...['LB1', 'lb2', 'lb*', 'l?1', '*', '*.example', '*.Example', '10.0.0.?', '[10.0.0.*]:2222', '[*]:22*'],
  ...['!lb1', '!*.example', '!10.0.0.1', 'lb', 'b1', '10.0.0'],
);
const entry = fc.record({
  marker: fc.oneof(
    { weight: 6, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom('@revoked ', '@cert-authority ') },
  ),
  hosts: fc.array(pattern, { minLength: 1, maxLength: 3 }),
});

describe('which entries are of a host', () => {
  test.each(['plain', 'hashed'])('as ssh-keygen -F has it, %s', (form) => {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...addresses),
        (entries, address) => {
          const keys = entries.map(() => ed25519(randomBytes(32)));
          const file = join(folder, 'known_hosts');
          const line = ({ marker, hosts }: (typeof entries)[number], index: number) =>
            `${marker}${hosts.join(',')} ssh-ed25519 ${keys[index]?.toString('base64') ?? ''} comment\n`;
          writeFileSync(file, entries.map(line).join(''));
          if (form === 'hashed') spawnSync('ssh-keygen', ['-H', '-f', file]);
          const parsed = parseKnownHosts(readFileSync(file, 'utf8'), file);
          const found = findByKeygen(file, address.name);

          for (const key of keys) {
            const { verdict } = judgeHostKey(parsed, address, key);
            const marks = found.get(key.toString('base64')) ?? [];
            expect(verdict === 'revoked').toBe(marks.includes('REVOKED'));
            expect(verdict === 'known').toBe(marks.includes('') && !marks.includes('REVOKED'));
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

/** What `ssh-keygen -F` finds: for each key, the marks of the lines it is on. */
function findByKeygen(file: string, name: string): Map<string, string[]> {
  const { stdout } = spawnSync('ssh-keygen', ['-F', name, '-f', file], { encoding: 'utf8' });
  const found = new Map<string, string[]>();
  let mark = '';
  for (const line of stdout.split('\n')) {
    const heading = /^# Host .* found: line \d+ ?(\w*)/.exec(line);
    if (heading) mark = heading[1] ?? '';
    const key = /ssh-ed25519 (\S+)/.exec(line)?.[1];
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), mark]);
  }
  return found;
}

const [keyA, keyB, rsa] = [
  ed25519(Buffer.alloc(32, 1)),
  ed25519(Buffer.alloc(32, 2)),
  blob('ssh-rsa', Buffer.alloc(9)),
];
const at22 = { host: 'lb1', port: 22 };

test('another key than the recorded one is a mismatch, whatever its type, with the line of each', () => {
  const entries = parseKnownHosts(`# a comment\n\nlb1 ${textOf(keyA)}\r\nlb1,lb2 ${textOf(rsa)}\n`, 'hosts');
  const judged = judgeHostKey(entries, at22, keyB);
  expect(judged).toMatchObject({ verdict: 'mismatch', recorded: [{ line: 3 }, { line: 4 }] });
  expect(judgeHostKey(entries, at22, keyA)).toEqual({ verdict: 'known' });
  expect(judgeHostKey(entries, { host: 'lb3', port: 22 }, keyA)).toEqual({ verdict: 'unknown', authorities: [] });
});

test('a revoked key is refused even where it is recorded as well', () => {
  const entries = parseKnownHosts(`lb1 ${textOf(keyA)}\n@revoked * ${textOf(keyA)}\n`, 'hosts');
  expect(judgeHostKey(entries, at22, keyA)).toMatchObject({ verdict: 'revoked', by: { file: 'hosts', line: 2 } });
});

test('a certificate authority makes no key known, and is pointed at', () => {
  const entries = parseKnownHosts(`@cert-authority lb* ${textOf(keyA)}\n`, 'hosts');
  expect(judgeHostKey(entries, at22, keyA)).toMatchObject({ verdict: 'unknown', authorities: [{ line: 1 }] });
});

test('the recorded key types are told in the order of the file, revoked ones not', () => {
  const entries = parseKnownHosts(`lb1 ${textOf(rsa)}\nlb1 ${textOf(keyA)}\n@revoked lb1 ${textOf(keyB)}\n`, 'hosts');
  expect(recordedKeyTypes(entries, at22)).toEqual(['ssh-rsa', 'ssh-ed25519']);
});

test('lines that are no entries are passed over', () => {
  const text = `lb1\nlb1 ssh-ed25519\nlb1 ssh-rsa ${keyA.toString('base64')}\n@unknown lb1 ${textOf(keyA)}\n  \n#lb1 ${textOf(keyA)}`;
  expect(parseKnownHosts(text, 'hosts')).toEqual([]);
});

test('the fingerprint is that of ssh-keygen -l', () => {
  const file = join(folder, 'key.pub');
  writeFileSync(file, `${textOf(keyA)}\n`);
  expect(execFileSync('ssh-keygen', ['-l', '-f', file], { encoding: 'utf8' })).toContain(` ${fingerprint(keyA)} `);
});

/** A public key blob (RFC 4253 6.6, RFC 8709 4): the type, then the key, each with its length before it. */
function blob(type: string, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), value].flatMap((part) => [lengthOf(part), part]));
}
function ed25519(point: Buffer): Buffer {
  return blob('ssh-ed25519', point);
}
function lengthOf(part: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.length);
  return length;
}
function textOf(key: Buffer): string {
  return `${key.includes('ssh-rsa') ? 'ssh-rsa' : 'ssh-ed25519'} ${key.toString('base64')}`;
}
