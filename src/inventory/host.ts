import type { Secret } from '../secret.ts';

/** How a host is reached and with which privileges, with every default resolved and every path absolute. */
export interface HostAccess {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Private key files, in the order they are tried. */
  readonly identityFiles: readonly string[];
  /** Of those files, where they are protected. */
  readonly passphrase: Secret | null;
  /** Of the agent's keys, offer only those that `identityFiles` name. */
  readonly identitiesOnly: boolean;
  /** Path of the agent's socket, or null for none. */
  readonly agent: string | null;
  readonly password: Secret | null;
  /** Files with host keys; a new one is recorded in the first. */
  readonly knownHosts: readonly string[];
  /** The name that the host has in them when it is not its address, or null. */
  readonly hostKeyAlias: string | null;
  /** `strict` refuses an unknown key; `accept-new` records it on first contact, and only ever then. */
  readonly hostKeyPolicy: 'strict' | 'accept-new';
  /** A command whose standard input and output are the connection (`ProxyCommand` of ssh_config(5)), tokens `%h %p %r %n` not expanded yet. */
  readonly proxyCommand: string | null;
  /** Hosts to go through, first hop first. */
  readonly proxyJump: readonly HostAccess[];
  /** Milliseconds for connecting and authenticating, all attempts together. */
  readonly connectTimeout: number;
  /** How often a host is asked that refuses, hangs up or has no route to it. */
  readonly connectionAttempts: number;
  readonly become: Become;
}

export type Become =
  | { readonly method: 'none' }
  /** `password` null: `sudo -n`. */
  | { readonly method: 'sudo'; readonly password: Secret | null };

/** A host of the inventory: a name, the way to it, the groups it is in and the variables that reach it. */
export interface Host {
  readonly name: string;
  readonly access: HostAccess;
  /** Every group it belongs to, the roles of its cluster (`directors`, `realServers`, `clients`) and the cluster's name among them. */
  readonly groups: readonly string[];
  readonly kernel: {
    /** Names of the packages that it comes with; null for those of the flavour that runs. */
    readonly packages: readonly string[] | null;
    /** Seconds until the host must be back from a reboot. */
    readonly rebootTimeout: number;
  };
  /** Where the programs of a director come from. */
  readonly sources: Readonly<Record<Program, ProgramSource>>;
  readonly vars: Readonly<Record<string, unknown>>;
}

/** A program that can be built from source. */
export type Program = 'ipvsadm' | 'keepalived';

export type ProgramSource =
  /** The distribution's; `build` is what a playbook builds that wants it from source all the same. */
  | { readonly kind: 'package'; readonly build: ProgramSource & { readonly kind: 'build' } }
  | {
      readonly kind: 'build';
      readonly version: string;
      readonly archive: Archive;
      /** For its configure script, besides those that it always gets. */
      readonly flags: readonly string[];
    };

/** An archive of source code whose content is known beforehand. */
export interface Archive {
  /** Name of the file. */
  readonly name: string;
  /** Where it is downloaded from; null for one that has no address. */
  readonly url: string | null;
  readonly sha256: string;
  /** Where it lies on this machine, from where it is sent to the hosts; null: they download it. */
  readonly file: string | null;
}
