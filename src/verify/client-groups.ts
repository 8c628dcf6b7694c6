import type { VirtualService } from '../cluster/cluster.ts';
import { networkOf } from '../cluster/network.ts';

/** @returns what persistence takes an address for: the network that it is in, `192.168.1.0/24`, or the address itself. */
export function groupOf(address: string, { persistencePrefix }: VirtualService): string {
  return persistencePrefix === null ? address : networkOf(address, persistencePrefix);
}
