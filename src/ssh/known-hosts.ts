import { createHash, createHmac } from 'node:crypto';
import { matchesAny } from '../ssh-config/pattern.ts';

/** One line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export interface KnownHost {
  readonly file: string;
  readonly line: number;
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  /** The host patterns as they stand there: a comma list, or one hash. */
  readonly hosts: string;
  readonly keyType: string;
  readonly key: Buffer;
}

export interface HostAddress {
  readonly host: string;
  readonly port: number;
}

/** What known_hosts says about a key that a host offered. */
export type HostKeyVerdict =
  | { readonly verdict: 'known' }
  /** `authorities`: lines that would sign for this host, were certificates supported. */
  | { readonly verdict: 'unknown'; readonly authorities: readonly KnownHost[] }
  | { readonly verdict: 'mismatch'; readonly recorded: readonly KnownHost[] }
  | { readonly verdict: 'revoked'; readonly by: KnownHost };

const markers = new Map<string, KnownHost['marker']>([
  ['@revoked', 'revoked'],
  ['@cert-authority', 'cert-authority'],
]);

/** @returns the entries of one file; like OpenSSH, it passes over what is no entry. */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  return text.split('\n').flatMap((line, index) => {
    const fields = line.trim().split(/[ \t]+/);
    const marker = fields[0]?.startsWith('@') === true ? markers.get(fields.shift() ?? '') : 'none';
    const [hosts = '', keyType = '', encoded = ''] = fields;
    const key = Buffer.from(encoded, 'base64');
    if (marker === undefined || hosts.startsWith('#') || keyType === '' || keyTypeOf(key) !== keyType) return [];
    return [{ file, line: index + 1, marker, hosts, keyType, key }];
  });
}

/** @returns what the entries say about this key of this host. Any other recorded key makes it a mismatch, as in OpenSSH. */
export function judgeHostKey(entries: readonly KnownHost[], address: HostAddress, key: Buffer): HostKeyVerdict {
  const matching = entriesOf(entries, address);
  const revoked = matching.find((entry) => entry.marker === 'revoked' && entry.key.equals(key));
  if (revoked !== undefined) return { verdict: 'revoked', by: revoked };
  const recorded = matching.filter((entry) => entry.marker === 'none');
  if (recorded.some((entry) => entry.key.equals(key))) return { verdict: 'known' };
  if (recorded.length > 0) return { verdict: 'mismatch', recorded };
  return { verdict: 'unknown', authorities: matching.filter((entry) => entry.marker === 'cert-authority') };
}

/** @returns the types of the keys recorded for a host, in the order of the entries. A client must ask for these first, or a known host seems changed. */
export function recordedKeyTypes(entries: readonly KnownHost[], address: HostAddress): string[] {
  const recorded = entriesOf(entries, address).filter((entry) => entry.marker === 'none');
  return [...new Set(recorded.map((entry) => entry.keyType))];
}

/** @returns a host as known_hosts writes it: the port only when it is not 22. */
export function knownHostsName({ host, port }: HostAddress): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/** @returns the fingerprint as `ssh-keygen -l` prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** @returns the type that a public key blob names itself, or '' (RFC 4253 6.6: a length, then the name). */
export function keyTypeOf(key: Buffer): string {
  if (key.length < 4) return '';
  return key.toString('latin1', 4, 4 + key.readUInt32BE(0));
}

function entriesOf(entries: readonly KnownHost[], address: HostAddress): KnownHost[] {
  const name = knownHostsName(address);
  return entries.filter(({ hosts }) =>
    hosts.startsWith('|') ? isHashOf(hosts, name) : matchesAny(hosts.toLowerCase().split(','), name),
  );
}

function isHashOf(hashed: string, name: string): boolean {
  const [, version, salt, hash] = hashed.split('|');
  if (version !== '1' || salt === undefined) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}
