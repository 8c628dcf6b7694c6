import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { messageOf, UsageError, type UnreachableError } from '../errors.ts';
import type { HostAccess } from '../inventory/host.ts';
import { HostKeyMismatch, HostKeyRevoked, HostKeyUnknown } from './errors.ts';
import {
  fingerprint,
  judgeHostKey,
  keyTypeOf,
  knownHostsName,
  parseKnownHosts,
  recordedKeyTypes,
  type HostAddress,
  type HostKeyVerdict,
  type KnownHost,
} from './known-hosts.ts';

// Preferred first. An `ssh-rsa` key signs with SHA-2 (RFC 8332) where the server can.
const algorithmsOf = new Map<string, readonly ServerHostKeyAlgorithm[]>([
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']],
]);

/** What a host's key is held against. */
export interface HostKeyCheck {
  /** The host key algorithms to ask the host for: those of the keys recorded for it, then the others. */
  readonly algorithms: readonly ServerHostKeyAlgorithm[];
  /**
   * Judges the key that the host offers, and records it where the policy is `accept-new`.
   * @throws HostKeyUnknown, HostKeyMismatch, HostKeyRevoked.
   */
  verify(key: Buffer): void;
}

/**
 * Reads the known_hosts files for a host. Synchronous on purpose, here and in `verify`: nothing of this process comes
 * between the judgement of a key and its record.
 * @throws UsageError when a file cannot be read.
 */
export function prepareHostKeyCheck(name: string, access: HostAccess): HostKeyCheck {
  const types = [...recordedKeyTypes(readKnownHosts(access.knownHosts), addressOf(access)), ...algorithmsOf.keys()];
  return {
    algorithms: [...new Set(types)].flatMap((type) => algorithmsOf.get(type) ?? []),
    verify: (key) => {
      const judged = judgeHostKey(readKnownHosts(access.knownHosts), addressOf(access), key);
      if (judged.verdict === 'known') return;
      if (judged.verdict === 'unknown' && access.hostKeyPolicy === 'accept-new') recordHostKey(name, access, key);
      else throw refusal(name, access, key, judged);
    },
  };
}

function refusal(
  name: string,
  access: HostAccess,
  key: Buffer,
  judged: Exclude<HostKeyVerdict, { verdict: 'known' }>,
): UnreachableError {
  const host = knownHostsName(addressOf(access));
  const offered = `${keyTypeOf(key)} ${fingerprint(key)}`;
  const [file = 'known_hosts'] = access.knownHosts;
  switch (judged.verdict) {
    case 'revoked':
      return new HostKeyRevoked(`${host} offers a host key that is revoked: ${offered} (${placeOf(judged.by)})`, {
        place: name,
        hint: 'Do not connect: whoever holds this key may be anyone. Give the host a new key.',
      });
    case 'mismatch': {
      const sameType = judged.recorded.filter((entry) => entry.keyType === keyTypeOf(key));
      const recorded = sameType.length > 0 ? sameType : judged.recorded;
      const known = recorded.map((entry) => `${entry.keyType} ${fingerprint(entry.key)} (${placeOf(entry)})`);
      return new HostKeyMismatch(
        `${host} offers another host key than the recorded one
  offered:  ${offered}
  recorded: ${known.join('\n            ')}`,
        {
          place: name,
          hint: `Someone may stand in between. If the host was reinstalled, compare the offered fingerprint at its console (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub), then: ssh-keygen -R '${host}' -f ${recorded[0]?.file ?? file}`,
        },
      );
    }
    case 'unknown': {
      const [authority] = judged.authorities;
      const note = authority
        ? ` ${placeOf(authority)} names a certificate authority for it; host certificates are not supported.`
        : '';
      return new HostKeyUnknown(`the host key of ${host} is not known: it offers ${offered}`, {
        place: name,
        record: () => recordHostKey(name, access, key),
        hint: `Compare the fingerprint at the host's console, then record the key: ssh-keyscan -p ${access.port} ${access.address} >> ${file}; or set hostKeyPolicy: accept-new.${note}`,
      });
    }
  }
}

function recordHostKey(name: string, access: HostAccess, key: Buffer): void {
  const [file] = access.knownHosts;
  if (file === undefined)
    throw new UsageError('hostKeyPolicy accept-new needs a known_hosts file to record keys in', {
      place: name,
      hint: 'Name one: `knownHosts: FILE` in the ssh settings of the inventory, or UserKnownHostsFile in ssh_config.',
    });
  const text = readText(file);
  const newline = text === '' || text.endsWith('\n') ? '' : '\n';
  const line = `${newline}${knownHostsName(addressOf(access))} ${keyTypeOf(key)} ${key.toString('base64')}\n`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // One write in append mode: other processes that record a host at the same time lose nothing.
    appendFileSync(file, line, { mode: 0o600 });
  } catch (error) {
    throw new UsageError(`cannot record a host key: ${messageOf(error)}`, {
      place: file,
      hint: 'Make it writable, or name another file: `knownHosts: FILE` in the ssh settings of the inventory.',
      cause: error,
    });
  }
}

function readKnownHosts(files: readonly string[]): KnownHost[] {
  return files.flatMap((file) => parseKnownHosts(readText(file), file));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new UsageError(`cannot read ${file}`, { place: file, hint: 'Make it readable.', cause: error });
  }
}

function addressOf({ address, port, hostKeyAlias }: HostAccess): HostAddress {
  // An alias stands for the host with its port.
  return hostKeyAlias === null ? { host: address, port } : { host: hostKeyAlias, port: 22 };
}

function placeOf(entry: KnownHost): string {
  return `${entry.file}:${entry.line}`;
}
