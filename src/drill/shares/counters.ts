import type { VirtualService } from '../../cluster/cluster.ts';
import { canonicalAddress } from '../../cluster/address.ts';
import { isServer } from '../../verify/ipvsadm-table.ts';

/** New connections since the service or the server came into the table, by the server's name in the inventory. */
export type Counters = Readonly<Record<string, number>>;

const line = /^(?:(TCP|UDP|SCTP) +(\S+):(\d+)|FWM +(\d+)( IPv6)?| +-> (\S+):(\d+)) +(\d+)(?: +\d+){4} *$/gm;

/**
 * @param text what `ipvsadm -Ln --stats --exact` prints (ipvsadm(8)).
 * @returns the counters of the service's servers; null when the service is not in the table. A server that the inventory
 * does not know has its address for a name.
 */
export function readCounters(text: string, service: VirtualService): Counters | null {
  let counters: Record<string, number> | null = null;
  let isOurs = false;
  for (const [, protocol, vip = '', port, mark, six, server = '', of, connections] of text.matchAll(line)) {
    if (protocol !== undefined || mark !== undefined) {
      isOurs =
        mark !== undefined
          ? service.mark?.number === Number(mark) && (service.mark.family === 6) === (six !== undefined)
          : service.mark === null &&
            protocol?.toLowerCase() === service.protocol &&
            addressIn(vip) === canonicalAddress(service.address) &&
            Number(port) === service.port;
      if (isOurs) counters = {};
    } else if (isOurs && counters !== null) {
      const entry = { address: addressIn(server), port: Number(of) };
      const known = service.realServers.find((one) => isServer(entry, one));
      counters[known?.name ?? `${server}:${of ?? ''}`] = Number(connections);
    }
  }
  return counters;
}

function addressIn(text: string): string {
  return canonicalAddress(text.replace(/^\[(.*)\]$/, '$1'));
}

/** @returns what came to the counters from one reading to another; null when one went back: somebody set it to zero. */
export function countFrom(before: Counters, after: Counters): Counters | null {
  const counted = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return counted.some(([, count]) => count < 0) ? null : Object.fromEntries(counted);
}

export function sumOf(counters: Counters): number {
  return Object.values(counters).reduce((sum, count) => sum + count, 0);
}
