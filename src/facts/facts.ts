/** What a host is, read in one batch at the start of each play. */
export interface Facts {
  /** `id` of os-release(5), `debian`. */
  readonly distribution: string;
  /** `VERSION_ID` of os-release(5), or the empty string. */
  readonly distributionVersion: string;
  readonly family: 'debian' | 'redhat' | 'other';
  readonly packageManager: 'apt' | 'dnf' | 'yum' | null;
  readonly init: 'systemd' | 'sysv' | 'other';
  /** `uname -r`. */
  readonly kernel: string;
  /** `uname -m`. */
  readonly architecture: string;
  /** Changes at every boot (/proc/sys/kernel/random/boot_id). */
  readonly bootId: string;
  readonly interfaces: readonly Interface[];
  /** A process of that name is there. */
  readonly runsKeepalived: boolean;
}

export interface Interface {
  readonly name: string;
  readonly addresses: readonly Address[];
}

export interface Address {
  readonly address: string;
  readonly prefixLength: number;
}
