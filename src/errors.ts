import { inspect } from 'node:util';

/** Exit codes of every command; one per outcome that a caller of the program can act on. */
export const exitCode = {
  done: 0,
  failed: 1,
  changesPending: 2,
  unreachable: 3,
  verifyFailed: 4,
  usage: 64,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** What each of them says; they stay the same in later versions. */
export const exitMeanings: Readonly<Record<keyof typeof exitCode, string>> = {
  done: 'Done; and with plan: nothing is to be changed.',
  failed: 'Something failed: on a host, or in this program.',
  changesPending: 'Changes are pending: a plan has some, or they were shown and not agreed to.',
  unreachable: 'A host cannot be reached, or refuses the login or its rights.',
  verifyFailed: 'A check or a drill is not ok, or could not tell; lint found an error.',
  usage: 'Wrong usage: the command line, the inventory, the playbook.',
  hungUp: 'The terminal was closed (SIGHUP).',
  interrupted: 'Interrupted by ^C (SIGINT), or at a question.',
  terminated: 'Ended by SIGTERM.',
};

// A playbook may load a second copy of this library: instanceof fails across copies, a registered symbol does not.
const brand = Symbol.for('lvsdeploy.error');

export interface ErrorDetails {
  /** Where it happened: `file:line:column`, a host, or `host › task`. */
  readonly place?: string;
  /** The next thing to do, as a full sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An error that a user can act on: what failed, where, and what to do next. */
export class LvsdeployError extends Error {
  readonly [brand] = true;
  readonly exitCode: ExitCode = exitCode.failed;
  readonly place: string | undefined;
  readonly hint: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = new.target.name;
    this.place = details.place;
    this.hint = details.hint;
  }
}

/** @returns whether the value is an error of this program, of this copy of it or of another. */
export function isLvsdeployError(value: unknown): value is LvsdeployError {
  return typeof value === 'object' && value !== null && brand in value;
}

/** Wrong usage: an argument, an inventory or a playbook that cannot be what the user meant. */
export class UsageError extends LvsdeployError {
  override readonly exitCode = exitCode.usage;
}

/** A host that cannot be reached or refuses the connection. */
export class UnreachableError extends LvsdeployError {
  override readonly exitCode = exitCode.unreachable;
}

/** @returns one line that says what any thrown value was. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error || isLvsdeployError(thrown) ? thrown.message : inspect(thrown);
}
