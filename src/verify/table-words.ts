import { endpoint, isIpv6 } from '../cluster/address.ts';
import type { ForwardingMethod, VirtualService } from '../cluster/cluster.ts';
import type { TableDestination, TableService } from './ipvsadm-table.ts';
import { nameInTable } from './service-places.ts';
import { flagsOf, printFlags } from './table-flags.ts';

/** How `ipvsadm -Ln` calls each method. */
export const forwards = { dr: 'Route', nat: 'Masq', tun: 'Tunnel' } as const satisfies Record<ForwardingMethod, string>;

/** A service by mark leaves the port as it was: there is none to say. */
export function placeOf({ address, port }: Pick<TableDestination, 'address' | 'port'>): string {
  return port === 0 ? address : endpoint(address, port);
}

/** @returns the service as ipvsadm(8) takes it. */
export function optionOf({ key }: TableService): string {
  if (key.kind === 'mark') return `-f ${key.mark}${key.family === 6 ? ' -6' : ''}`;
  const option = { tcp: '-t', udp: '-u', sctp: '--sctp-service' }[key.protocol];
  return `${option} ${endpoint(key.address, key.port)}`;
}

/** @returns an entry of the table as it names itself. */
export function describeEntry({ key }: TableService): string {
  if (key.kind === 'mark') return `FWM ${key.mark}${key.family === 6 ? ' IPv6' : ''}`;
  return `${key.protocol.toUpperCase()} ${endpoint(key.address, key.port)}`;
}

export function persistenceText(seconds: number | null): string {
  return seconds === null ? 'no persistence' : `a persistence of ${seconds} s`;
}

export function prefixText(length: number | null): string {
  return length === null ? 'each address' : `all of a /${length}`;
}

/** @returns the service as `ipvsadm -Ln` would print it, for the reader to compare. */
export function describeWanted(service: VirtualService): string {
  const flags = printFlags(flagsOf(service), isIpv6(service.address));
  const servers = service.realServers.map(
    ({ address, port, weight }) => `${endpoint(address, port)} ${forwards[service.method]} ${weight}`,
  );
  return `${nameInTable(service)} ${service.scheduler}${flags} -> ${servers.join(', ')}`;
}
