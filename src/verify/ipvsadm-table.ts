import type { Destination, VirtualService } from '../cluster/cluster.ts';
import { canonicalAddress } from '../cluster/address.ts';
import { parseFlags } from './table-flags.ts';

/** What a virtual service is known by: an address and port, or a firewall mark. */
export type ServiceKey =
  | {
      readonly kind: 'address';
      readonly protocol: 'tcp' | 'udp' | 'sctp';
      readonly address: string;
      readonly port: number;
    }
  | { readonly kind: 'mark'; readonly mark: number; readonly family: 4 | 6 };

/** A virtual service as the kernel has it. */
export interface TableService {
  readonly key: ServiceKey;
  readonly scheduler: string;
  /** Seconds, or null. */
  readonly persistence: number | null;
  /** Everything after the scheduler, `(sh-port) persistent 60 mask 255.255.255.0 ops`. */
  readonly flags: string;
  readonly destinations: readonly TableDestination[];
}

export interface TableDestination {
  readonly address: string;
  readonly port: number;
  /** `Local`: the address is one of the director's own. */
  readonly forward: 'Route' | 'Masq' | 'Tunnel' | 'Local';
  readonly weight: number;
  readonly activeConnections: number;
  readonly inactiveConnections: number;
}

const header = /^IP Virtual Server version|^Prot LocalAddress|^ +-> RemoteAddress/;
const service = /^(?:(TCP|UDP|SCTP) +(\S+):(\d+)|FWM +(\d+)( IPv6)?) +(\w+)(.*)$/;
const destination = /^ +-> (\S+):(\d+) +(Route|Masq|Tunnel|Local) +(\d+) +(\d+) +(\d+)\s*$/;

/** @returns the table that `ipvsadm -Ln` prints (ipvsadm(8)), or the first line that is not understood. */
export function parseIpvsadmTable(text: string): readonly TableService[] | { readonly notUnderstood: string } {
  const services: (TableService & { destinations: TableDestination[] })[] = [];
  if (!text.includes('IP Virtual Server version')) return { notUnderstood: text.trim() || 'nothing was printed' };
  for (const line of text.split('\n')) {
    if (line.trim() === '' || header.test(line)) continue;
    const asService = service.exec(line);
    if (asService !== null) {
      services.push(serviceOf(asService));
      continue;
    }
    const asDestination = destination.exec(line);
    const current = services.at(-1);
    if (asDestination === null || current === undefined) return { notUnderstood: line };
    current.destinations.push(destinationOf(asDestination));
  }
  return services;
}

function serviceOf(match: RegExpExecArray): TableService & { destinations: TableDestination[] } {
  const [, protocol = '', address = '', port = '', mark, ipv6, scheduler = '', flags = ''] = match;
  return {
    key:
      mark === undefined
        ? {
            kind: 'address',
            protocol: protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp',
            address: addressOf(address),
            port: Number(port),
          }
        : { kind: 'mark', mark: Number(mark), family: ipv6 === undefined ? 4 : 6 },
    scheduler,
    persistence: parseFlags(flags).persistence,
    flags: flags.trim(),
    destinations: [],
  };
}

function destinationOf(match: RegExpExecArray): TableDestination {
  const [, address = '', port, forward, weight, active, inactive] = match;
  return {
    address: addressOf(address),
    port: Number(port),
    forward: forward as TableDestination['forward'],
    weight: Number(weight),
    activeConnections: Number(active),
    inactiveConnections: Number(inactive),
  };
}

/** An IPv6 address stands in brackets. */
function addressOf(text: string): string {
  return canonicalAddress(text.replace(/^\[(.*)\]$/, '$1'));
}

/** @returns whether the entry of a table is that virtual service. */
export function isService({ key }: TableService, { mark, protocol, address, port }: VirtualService): boolean {
  if (key.kind === 'mark') return mark?.number === key.mark && mark.family === key.family;
  return mark === null && key.protocol === protocol && key.port === port && key.address === canonicalAddress(address);
}

/** @returns whether the entry of a service is that real server. */
export function isServer(
  entry: Pick<TableDestination, 'address' | 'port'>,
  { address, port }: Pick<Destination, 'address' | 'port'>,
): boolean {
  return entry.address === canonicalAddress(address) && entry.port === port;
}

/** @returns the weight that the table gives the server in the service; 0 when it is not in it. */
export function weightIn(table: readonly TableService[], service: VirtualService, server: Destination): number {
  const found = table.find((candidate) => isService(candidate, service));
  return found?.destinations.find((entry) => isServer(entry, server))?.weight ?? 0;
}
