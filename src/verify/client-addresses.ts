import type { Cluster, Member, VirtualService } from '../cluster/cluster.ts';
import { contains } from '../cluster/network.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { isIpv6 } from '../cluster/address.ts';

/**
 * @returns the script that prints the client's addresses of the service's family, one a line: those on the segment, or of a
 * client that is not on it, all that reach so far.
 */
export function listAddresses(client: Member, { segment, segment6 }: Cluster, { address }: VirtualService): Shell {
  const device = client.interface;
  const list = isIpv6(address) ? list6(device, client, segment6) : list4(device, client, segment);
  return sh`${list} | while read -r number name family address rest; do echo "\${address%/*}"; done`;
}

function list4(device: string, { address }: Member, segment: string): Shell {
  return contains(segment, address)
    ? sh`ip -o -4 addr show dev ${device} to ${segment}`
    : sh`ip -o -4 addr show dev ${device} scope global`;
}

function list6(device: string, { address6 }: Member, segment6: string | null): Shell {
  return segment6 !== null && address6 !== null && contains(segment6, address6)
    ? sh`ip -o -6 addr show dev ${device} to ${segment6}`
    : sh`ip -o -6 addr show dev ${device} scope global`;
}
