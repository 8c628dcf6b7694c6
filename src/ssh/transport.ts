import type { HostAccess } from '../inventory/host.ts';

/** The standard input of a running command. */
export interface CommandInput {
  write(text: string): void;
  end(): void;
}

export interface ExecOptions {
  /** Sent to the command's standard input, which is closed after it; or told of it, for an exchange with the command. */
  readonly stdin: string | ((input: CommandInput) => void);
  readonly onStdout: (chunk: string) => void;
  readonly onStderr: (chunk: string) => void;
  /** Milliseconds after which the channel is closed and DeadlineExceeded thrown; the command may go on. */
  readonly deadline?: number;
  /**
   * To be aborted when all that is awaited of the command has come: the channel closes, the command is left alone and
   * the result is of no meaning. A daemon that the command leaves behind may hold the channel open for good.
   */
  readonly release?: AbortSignal;
}

/** How a remote command ended. `code` null and `signal` null is never seen here: that is ConnectionLost. */
export interface ExecResult {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface Connection {
  /** Runs a command in the login shell of the user. */
  exec(command: string, options: ExecOptions): Promise<ExecResult>;
  close(): void;
}

/** Something that a host did not do yet and is asked for again. */
export interface Wait {
  /** Its name in the inventory; a jump host's address. */
  readonly host: string;
  readonly problem: string;
  /** When it is given up; milliseconds since the epoch. */
  readonly until: number;
}

/** Told while it is waited. */
export type OnWait = (wait: Wait) => void;

export interface Transport {
  /** @param name the host's name in the inventory, for messages. */
  connect(name: string, access: HostAccess): Promise<Connection>;
}
