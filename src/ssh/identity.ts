import { readFile } from 'node:fs/promises';
import ssh2 from 'ssh2';
import type { ParsedKey } from 'ssh2';
import { messageOf } from '../errors.ts';
import { fingerprint } from './known-hosts.ts';

/** A key file, read: a key to log in with, or why it cannot be one. `label` says which, for messages. */
export type Identity =
  | { readonly label: string; readonly key: ParsedKey }
  | { readonly label: string; readonly key: null; readonly problem: string };

/** Reads a private key file; a file that is no usable key is told with its reason, not thrown. */
export async function readIdentity(file: string): Promise<Identity> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { label: `key ${file}`, key: null, problem: missing ? 'no such file' : messageOf(error) };
  }
  // Its type is one key; a file that holds several would give a list.
  const [key] = [ssh2.utils.parseKey(text) as ParsedKey | Error | (ParsedKey | Error)[]].flat();
  if (key === undefined || key instanceof Error) {
    return { label: `key ${file}`, key: null, problem: problemOf(text, key?.message ?? 'no key in it') };
  }
  if (!key.isPrivateKey()) return { label: `key ${file}`, key: null, problem: 'a public key; name the private one' };
  return { label: `key ${file} (${fingerprint(key.getPublicSSH())})`, key };
}

function problemOf(text: string, message: string): string {
  if (/-cert-v01@openssh\.com/.test(text)) return 'a certificate; these are not supported';
  if (/no passphrase given/.test(message)) return 'passphrase-protected; add it to the agent with ssh-add';
  if (/type: sk-/.test(message)) return 'a FIDO security key; these are not supported';
  return message;
}
