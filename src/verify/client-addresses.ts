import type { Cluster, Member, VirtualService } from '../cluster/cluster.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { isIpv6 } from '../cluster/address.ts';

/** @returns the script that prints the client's addresses of the service's family on the segment, one a line. */
export function listAddresses({ interface: device }: Member, { segment }: Cluster, { address }: VirtualService): Shell {
  const list = isIpv6(address)
    ? sh`ip -o -6 addr show dev ${device} scope global`
    : sh`ip -o -4 addr show dev ${device} to ${segment}`;
  return sh`${list} | while read -r number name family address rest; do echo "\${address%/*}"; done`;
}
