import ipaddr from 'ipaddr.js';
import type { VirtualService } from '../cluster/cluster.ts';
import { flagsOf } from './table-flags.ts';

/** @returns what persistence takes an address for: the network that it is in, `192.168.1.0/24`, or the address itself. */
export function groupOf(address: string, service: VirtualService): string {
  const { persistencePrefix: length } = flagsOf(service);
  if (length === null) return address;
  const network = `${address}/${length}`;
  const first = address.includes(':')
    ? ipaddr.IPv6.networkAddressFromCIDR(network)
    : ipaddr.IPv4.networkAddressFromCIDR(network);
  return `${first.toString()}/${length}`;
}
