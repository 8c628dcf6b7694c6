import type { Destination, VirtualService } from '../cluster/cluster.ts';
import { canonicalAddress } from '../verify/address.ts';
import type { TableService } from '../verify/ipvsadm-table.ts';

/** @returns the weight that a director's table gives the server in the service; 0 when it is not in it. */
export function weightOf(
  table: readonly TableService[],
  { protocol, address, port }: VirtualService,
  server: Destination,
): number {
  const service = table.find(
    ({ key }) =>
      key.kind === 'address' &&
      key.protocol === protocol &&
      key.port === port &&
      key.address === canonicalAddress(address),
  );
  const entry = service?.destinations.find(
    (one) => one.port === server.port && one.address === canonicalAddress(server.address),
  );
  return entry?.weight ?? 0;
}
