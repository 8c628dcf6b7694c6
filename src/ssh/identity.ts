import { access, readFile } from 'node:fs/promises';
import ssh2 from 'ssh2';
import type { ParsedKey } from 'ssh2';
import { messageOf } from '../errors.ts';
import { fingerprint } from './known-hosts.ts';

/** A key file, read. `label` says which, for messages. */
export type Identity =
  | {
      readonly kind: 'key';
      readonly label: string;
      readonly key: ParsedKey;
      /** Path of the certificate that ssh(1) would use with it, or null. */
      readonly certificate: string | null;
    }
  /** Its passphrase is wanted. `publicKey` is that of the file beside it, if there is one. */
  | { readonly kind: 'locked'; readonly label: string; readonly file: string; readonly publicKey: Buffer | null }
  /** The public half alone: it says which key of the agent is meant. */
  | { readonly kind: 'public'; readonly label: string; readonly publicKey: Buffer }
  | { readonly kind: 'unusable'; readonly label: string; readonly problem: string };

/** Reads a key file; a file that is no usable key is told with its reason, not thrown. */
export async function readIdentity(file: string, passphrase?: string): Promise<Identity> {
  const label = `key ${file}`;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { kind: 'unusable', label, problem: missing ? 'no such file' : messageOf(error) };
  }
  if (/-cert-v01@openssh\.com/.test(text))
    return { kind: 'unusable', label, problem: 'a certificate; these are not supported' };
  // Also one with a passphrase, which would be asked for in vain.
  if (isFidoKey(text)) return { kind: 'unusable', label, problem: 'a FIDO security key; these are not supported' };
  const key = parse(text, passphrase);
  if (key instanceof Error) {
    if (/passphrase/.test(key.message))
      return { kind: 'locked', label, file, publicKey: await readPublicKey(`${file}.pub`) };
    return { kind: 'unusable', label, problem: key.message };
  }
  if (!key.isPrivateKey()) return { kind: 'public', label, publicKey: key.getPublicSSH() };
  const certificate = (await exists(`${file}-cert.pub`)) ? `${file}-cert.pub` : null;
  return { kind: 'key', label: `${label} (${fingerprint(key.getPublicSSH())})`, key, certificate };
}

/** @returns why an identity cannot be logged in with by itself, or null when it can. */
export function problemOf(identity: Identity): string | null {
  switch (identity.kind) {
    case 'key':
      return null;
    case 'locked':
      return 'passphrase-protected; add it to the agent with ssh-add, or say where the passphrase is kept (ssh.passphrase)';
    case 'public':
      return 'a public key; name the private one, or add that to the agent';
    case 'unusable':
      return identity.problem;
  }
}

/** @returns the public half, where it is known. */
export function publicKeyOf(identity: Identity): Buffer | null {
  if (identity.kind === 'key') return identity.key.getPublicSSH();
  return identity.kind === 'unusable' ? null : identity.publicKey;
}

async function readPublicKey(file: string): Promise<Buffer | null> {
  try {
    const key = parse(await readFile(file, 'utf8'));
    return key instanceof Error ? null : key.getPublicSSH();
  } catch {
    return null;
  }
}

function parse(text: string, passphrase?: string): ParsedKey | Error {
  // Its type is one key; a file that holds several would give a list.
  const [key] = [ssh2.utils.parseKey(text, passphrase) as ParsedKey | Error | (ParsedKey | Error)[]].flat();
  return key ?? new Error('no key in it');
}

/** The public half is in the clear, and names the type, also where the private one is protected (PROTOCOL.key of OpenSSH). */
function isFidoKey(text: string): boolean {
  const body = text.replace(/^-----.*$/gm, '').trim();
  return (
    body.startsWith('sk-') || /sk-(ssh|ecdsa)-\S+@openssh\.com/.test(Buffer.from(body, 'base64').toString('latin1'))
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
