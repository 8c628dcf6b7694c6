import { messageOf } from '../errors.ts';
import type { HostAccess } from '../inventory/host.ts';
import { escapeText } from '../escape.ts';
import { Unreachable } from './errors.ts';

/** What a cause of failure looks like in the error, and what to do about it. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED|refused/i, 'Nothing listens there: see that sshd runs and that the port is right.'],
  [/ENOTFOUND|EAI_AGAIN/, 'The name does not resolve: correct the address, or give an IP address.'],
  [/EHOSTUNREACH|ENETUNREACH|no route/i, 'There is no route to it: see the network and the address.'],
  [/no answer|ETIMEDOUT|timed? ?out/i, 'Nothing answers: see that the host is up and that no firewall is in between.'],
  [
    /no matching/,
    'The two sides share no algorithm. curve25519-sha256 (not only post-quantum ones), aes128-gcm and an ed25519 host key on the server will do.',
  ],
  [/closed|lost before handshake|reset/i, 'The host hung up: see its sshd log, MaxStartups and hosts.deny.'],
];

/** @returns the error for a host that no connection to was made, with the remedy for its cause. */
export function unreachable(name: string, access: HostAccess, cause: unknown, complaint: string): Unreachable {
  const reason = reasonOf(cause);
  const said = complaint === '' ? '' : `\n  its proxyCommand says: ${escapeText(complaint)}`;
  const [, remedy] = remedies.find(([pattern]) => pattern.test(reason)) ?? [];
  return new Unreachable(`cannot connect to ${access.address} port ${access.port}: ${reason}${said}`, {
    place: name,
    hint:
      complaint === ''
        ? (remedy ?? 'See whether `ssh -v` to the same address works.')
        : 'Try the proxyCommand by hand.',
    cause,
  });
}

/** A name with several addresses fails with one error for each (`AggregateError`) and no message of its own. */
function reasonOf(cause: unknown): string {
  return cause instanceof AggregateError ? cause.errors.map(messageOf).join('; ') : messageOf(cause);
}
