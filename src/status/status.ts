/** What a cluster does at one moment, as its directors tell it. */
export interface ClusterStatus {
  readonly cluster: string;
  /** The VIPs and gateways, each with the directors that hold it: one, if all is well. */
  readonly addresses: readonly { readonly address: string; readonly holders: readonly string[] }[];
  readonly directors: readonly DirectorStatus[];
}

export interface DirectorStatus {
  readonly name: string;
  /** Why it does not answer; null when it does. What is said of it below is then nothing. */
  readonly silence: string | null;
  /** The VIPs and gateways that it holds. */
  readonly holds: readonly string[];
  /** What keepalived says of its instances of VRRP; null when it does not run, or says nothing. */
  readonly vrrp: readonly InstanceStatus[] | null;
  /** Its table, in the kernel's order, and what the model has besides; null when it could not be read. */
  readonly services: readonly ServiceStatus[] | null;
  /** Why it could not. */
  readonly tableProblem: string | null;
}

export interface InstanceStatus {
  readonly instance: string;
  /** `MASTER`, `BACKUP`, `FAULT`. */
  readonly state: string;
  /** With what tracked files and scripts add to it; null when it is not known. */
  readonly priority: number | null;
}

export interface ServiceStatus {
  /** As `ipvsadm -Ln` names it: `TCP 192.168.1.229:80`, `FWM 1 IPv6`. */
  readonly name: string;
  /** Null: it is missing from the table. */
  readonly scheduler: string | null;
  /** Whether the inventory has it. */
  readonly isKnown: boolean;
  readonly rates: Figures | null;
  readonly total: Figures | null;
  readonly servers: readonly ServerStatus[];
}

export interface ServerStatus {
  /** In the inventory; null: it has no such server. */
  readonly name: string | null;
  /** `192.168.1.220:80`; of a service by mark the address alone. */
  readonly place: string;
  /** Null: it is missing from the table. */
  readonly forward: 'Route' | 'Masq' | 'Tunnel' | 'Local' | null;
  readonly weight: number | null;
  /** The weight of the inventory; null for a server that it does not have. */
  readonly wanted: number | null;
  readonly active: number;
  readonly inactive: number;
  readonly rates: Figures | null;
  readonly total: Figures | null;
}

/** What the kernel counts; what real servers answer directly (DR, TUN) is not among it. Rates are of a second. */
export interface Figures {
  readonly connections: number;
  readonly packetsIn: number;
  readonly packetsOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}
