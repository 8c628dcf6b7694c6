import { netmaskOf, prefixLengthOf } from '../cluster/address.ts';
import type { VirtualService } from '../cluster/cluster.ts';

/** What `ipvsadm -Ln` prints behind the scheduler: `(sh-fallback,sh-port) persistent 60 mask 255.255.255.0 ops` (ipvsadm.c). */
export interface TableFlags {
  readonly schedulerFlags: readonly string[];
  /** Seconds, or null. */
  readonly persistence: number | null;
  /** How many bits of a client's address count; null for all of them, of which nothing is printed. */
  readonly persistencePrefix: number | null;
  readonly onePacket: boolean;
}

export function parseFlags(text: string): TableFlags {
  const persistence = /\bpersistent (\d+)/.exec(text)?.[1];
  const mask = /\bmask ([\d.]+)/.exec(text)?.[1];
  return {
    schedulerFlags: (/\(([\w,-]*)\)/.exec(text)?.[1] ?? '').split(',').filter((flag) => flag !== ''),
    persistence: persistence === undefined ? null : Number(persistence),
    persistencePrefix: mask === undefined ? null : prefixLengthOf(mask),
    onePacket: /\bops\b/.test(text),
  };
}

/** @returns the same of the model. */
export function flagsOf({ schedulerFlags, persistence, persistencePrefix, onePacket }: VirtualService): TableFlags {
  return { schedulerFlags, persistence, persistencePrefix, onePacket };
}

/** @returns the flags as ipvsadm would print them, with a space before each. */
export function printFlags(flags: TableFlags, isOfIpv6: boolean): string {
  const { schedulerFlags, persistence, persistencePrefix, onePacket } = flags;
  const mask = persistencePrefix === null ? '' : ` mask ${isOfIpv6 ? persistencePrefix : netmaskOf(persistencePrefix)}`;
  return [
    schedulerFlags.length === 0 ? '' : ` (${schedulerFlags.toSorted().join(',')})`,
    persistence === null ? '' : ` persistent ${persistence}${mask}`,
    onePacket ? ' ops' : '',
  ].join('');
}
