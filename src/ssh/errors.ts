import { LvsdeployError, UnreachableError, type ErrorDetails } from '../errors.ts';

/** No SSH connection came about: refused, timed out, no such name, no common algorithm. */
export class Unreachable extends UnreachableError {
  /** What may be over soon, in a few words; null when it is worth no further attempt. */
  readonly passing: string | null;

  constructor(message: string, { passing = null, ...details }: ErrorDetails & { readonly passing?: string | null }) {
    super(message, details);
    this.passing = passing;
  }
}

/** The host answered and let none of the keys and passwords at hand in. */
export class AuthFailed extends UnreachableError {}

/** No known_hosts file has a key of this host. */
export class HostKeyUnknown extends UnreachableError {
  /** Records this very key as the host's, for a person who has compared its fingerprint. */
  readonly record: () => void;

  constructor(message: string, { record, ...details }: ErrorDetails & { readonly record: () => void }) {
    super(message, details);
    this.record = record;
  }
}

/** The host's key is not the one recorded for it. */
export class HostKeyMismatch extends UnreachableError {}

/** The host's key is marked `@revoked`. */
export class HostKeyRevoked extends UnreachableError {}

/** The connection ended while a command ran: whether the command goes on is not known. */
export class ConnectionLost extends UnreachableError {}

/** The command did not end in the time it was given. */
export class DeadlineExceeded extends LvsdeployError {}

/** The remote shell ended before the snippets did. */
export class ShellEnded extends LvsdeployError {}

/** The host is reached, and sudo does not make us root. */
export class SudoRefused extends LvsdeployError {}
