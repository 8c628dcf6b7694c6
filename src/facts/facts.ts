import type { Scheduler } from '../cluster/cluster.ts';

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
  /** Releases of the installed kernels: what /lib/modules has modules of and /boot an image. */
  readonly kernels: readonly string[];
  /** Schedulers that the running kernel has, as modules or built in; null when it cannot be told. */
  readonly ipvsSchedulers: readonly Scheduler[] | null;
  /** `uname -m`. */
  readonly architecture: string;
  /** Changes at every boot (/proc/sys/kernel/random/boot_id). */
  readonly bootId: string;
  readonly networkTools: NetworkTools;
  readonly interfaces: readonly Interface[];
  /** Null: the kernel has no SELinux, and nothing is set up for it. */
  readonly selinux: 'enforcing' | 'permissive' | 'disabled' | null;
  readonly rcLocal: RcLocal;
  /** A process of that name is there. */
  readonly runsKeepalived: boolean;
}

export interface NetworkTools {
  /** `ip`. */
  readonly iproute2: boolean;
  /** `ifconfig` and `route`. */
  readonly netTools: boolean;
}

/** The script that the init system runs at the end of the boot, whether it is there or not. */
export interface RcLocal {
  readonly path: string;
  /** False: what systemd or init itself bring runs no such script. */
  readonly isRun: boolean;
}

export interface Interface {
  readonly name: string;
  readonly addresses: readonly Address[];
}

export interface Address {
  readonly address: string;
  readonly prefixLength: number;
}
