import { messageOf } from '../errors.ts';
import type { HostAccess } from '../inventory/host.ts';
import { escapeText } from '../escape.ts';
import { Unreachable } from './errors.ts';

interface Trouble {
  /** What it looks like in an error, and in what a proxy says. */
  readonly pattern: RegExp;
  readonly remedy: string;
  /** What may be over soon; null for what will be the same at the next attempt. */
  readonly passing: string | null;
}

/** What keeps a connection from coming about; the first that fits counts. */
const troubles: readonly Trouble[] = [
  {
    pattern: /denied|verification failed|prohibited/i,
    remedy: 'See whether `ssh -v` to the same address works.',
    passing: null,
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN|not known|not resolve|name resolution/i,
    remedy: 'The name does not resolve: correct the address, or give an IP address.',
    passing: null,
  },
  {
    pattern: /ECONNREFUSED|refused/i,
    remedy: 'Nothing listens there: see that sshd runs and that the port is right.',
    passing: 'connection refused',
  },
  {
    pattern: /EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|no route|unreachable/i,
    remedy: 'There is no route to it: see the network and the address.',
    passing: 'no route to it',
  },
  {
    pattern: /no answer|ETIMEDOUT|timed? ?out/i,
    remedy: 'Nothing answers: see that the host is up and that no firewall is in between.',
    passing: null,
  },
  {
    pattern: /no matching/,
    remedy:
      'The two sides share no algorithm. curve25519-sha256 (not only post-quantum ones), aes128-gcm and an ed25519 host key on the server will do.',
    passing: null,
  },
  {
    pattern: /closed|lost before handshake|reset|EPIPE|ended with status/i,
    remedy: 'The host hung up: see its sshd log, MaxStartups and hosts.deny.',
    passing: 'it hung up',
  },
];

/** @returns the error for a host that no connection to was made, with the remedy for its cause. */
export function unreachable(name: string, access: HostAccess, cause: unknown, complaint: string): Unreachable {
  const reason = reasonOf(cause);
  const said = complaint === '' ? '' : `\n  its proxyCommand says: ${escapeText(complaint)}`;
  // A proxy knows better than what is seen of its end.
  const trouble = troubles.find(({ pattern }) => pattern.test(complaint === '' ? reason : complaint));
  return new Unreachable(`cannot connect to ${access.address} port ${access.port}: ${reason}${said}`, {
    place: name,
    hint:
      complaint === ''
        ? (trouble?.remedy ?? 'See whether `ssh -v` to the same address works.')
        : 'Try the proxyCommand by hand.',
    passing: trouble?.passing ?? null,
    cause,
  });
}

/** A name with several addresses fails with one error for each (`AggregateError`) and no message of its own. */
function reasonOf(cause: unknown): string {
  return cause instanceof AggregateError ? cause.errors.map(messageOf).join('; ') : messageOf(cause);
}
