import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../../command.ts';

/** A key pair in OpenSSH's formats. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Makes an Ed25519 key pair without a passphrase in `folder/name` and `folder/name.pub`. */
export async function makeKeyPair(folder: string, name: string, comment: string): Promise<KeyPair> {
  const path = join(folder, name);
  await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path], { timeoutMs: 30_000 });
  return { privateKey: await readFile(path, 'utf8'), publicKey: await readFile(`${path}.pub`, 'utf8') };
}

/** @returns a random password of letters and digits; keepalived takes 8 of its own at most. */
export function makePassword(length: number): string {
  return randomBytes(length).toString('hex').slice(0, length);
}
