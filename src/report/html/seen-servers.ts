import type { Destination, VirtualService } from '../../cluster/cluster.ts';
import { canonicalAddress, isIpv6 } from '../../cluster/address.ts';
import { isServer, isService } from '../../verify/ipvsadm-table.ts';
import { nameInTable } from '../../verify/service-places.ts';
import type { Seen, SeenDirector } from '../../verify/seen.ts';

/** A real server in one virtual service, as the director that holds its VIP has it in its table. */
export interface SeenServer {
  /** `TCP 192.168.1.229:80`, `FWM 1`. */
  readonly service: string;
  /** The same in short, for one of several services of a server: `80`, `53/udp`, `80 v6`, `mark 1`. */
  readonly short: string;
  readonly name: string;
  readonly address: string;
  /** The weight of the model. */
  readonly weight: number;
  /** The weight in the table; null when it is not in it, or nobody knows. */
  readonly weightSeen: number | null;
  readonly state: 'in' | 'out' | 'missing' | 'unknown';
  /** The director whose table says so. */
  readonly saidBy: string | null;
}

/** @returns the directors that hold an address. */
export function holdersOf({ directors }: Seen, vip: string): readonly SeenDirector[] {
  return directors.filter(
    ({ holds }) => holds?.some((held) => canonicalAddress(held) === canonicalAddress(vip)) === true,
  );
}

/** @returns every real server of every service. Whoever holds the VIP decides who is in: of two holders none is believed. */
export function seenServers(seen: Seen): readonly SeenServer[] {
  return seen.cluster.virtualServices.flatMap((service) => {
    const holders = holdersOf(seen, service.address);
    const holder = holders.length === 1 ? holders[0] : undefined;
    return service.realServers.map((server) => look(service, server, holder));
  });
}

function look(service: VirtualService, server: Destination, holder: SeenDirector | undefined): SeenServer {
  const told = {
    service: nameInTable(service),
    short: shortName(service),
    name: server.name,
    address: server.address,
    weight: server.weight,
    saidBy: holder?.name ?? null,
  };
  if (holder?.table == null) return { ...told, weightSeen: null, state: 'unknown' };
  const destinations = holder.table.find((candidate) => isService(candidate, service))?.destinations ?? [];
  const entry = destinations.find((one) => isServer(one, server));
  if (entry === undefined) return { ...told, weightSeen: null, state: 'missing' };
  return { ...told, weightSeen: entry.weight, state: entry.weight > 0 ? 'in' : 'out' };
}

function shortName({ mark, protocol, address, port }: VirtualService): string {
  const family = isIpv6(address) ? ' v6' : '';
  if (mark !== null) return `mark ${mark.number}${family}`;
  return `${port}${protocol === 'udp' ? '/udp' : ''}${family}`;
}

/** @returns what becomes of requests to a server, in words that need no colour. */
export function wordServer({ state, weight, weightSeen }: SeenServer): string {
  switch (state) {
    case 'in':
      return `in, weight ${weightSeen ?? 0}${weightSeen === weight ? '' : `, not ${weight}`}`;
    case 'out':
      return weight === 0 ? 'out, as the model says' : `out, weight 0 of ${weight}`;
    case 'missing':
      return 'not in the table';
    case 'unknown':
      return `not known, weight ${weight}`;
  }
}
