import type { VirtualService } from '../../cluster/cluster.ts';
import { canonicalAddress } from '../../cluster/address.ts';

/** New connections since the service or the server came into the table, by the server's name in the inventory. */
export type Counters = Readonly<Record<string, number>>;

const line = /^(?:(TCP|UDP|SCTP) +| +-> )(\S+):(\d+) +(\d+)(?: +\d+){4} *$/gm;

/**
 * @param text what `ipvsadm -Ln --stats --exact` prints (ipvsadm(8)).
 * @returns the counters of the service's servers; null when the service is not in the table. A server that the inventory
 * does not know has its address for a name.
 */
export function readCounters(text: string, service: VirtualService): Counters | null {
  let counters: Record<string, number> | null = null;
  let isOurs = false;
  for (const [, protocol, bracketed = '', port = '', connections] of text.matchAll(line)) {
    const address = canonicalAddress(bracketed.replace(/^\[(.*)\]$/, '$1'));
    if (protocol !== undefined) {
      isOurs =
        protocol.toLowerCase() === service.protocol &&
        address === canonicalAddress(service.address) &&
        Number(port) === service.port;
      if (isOurs) counters = {};
    } else if (isOurs && counters !== null) {
      const server = service.realServers.find(
        (one) => canonicalAddress(one.address) === address && one.port === Number(port),
      );
      counters[server?.name ?? `${bracketed}:${port}`] = Number(connections);
    }
  }
  return counters;
}

/** @returns what came to the counters from one reading to another; null when one went back: somebody set it to zero. */
export function countFrom(before: Counters, after: Counters): Counters | null {
  const counted = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return counted.some(([, count]) => count < 0) ? null : Object.fromEntries(counted);
}

export function sumOf(counters: Counters): number {
  return Object.values(counters).reduce((sum, count) => sum + count, 0);
}
