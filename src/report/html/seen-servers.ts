import type { Destination, VirtualService } from '../../cluster/cluster.ts';
import { canonicalAddress, endpoint } from '../../cluster/address.ts';
import type { Seen, SeenDirector } from '../../verify/seen.ts';

/** A real server in one virtual service, as the director that holds its VIP has it in its table. */
export interface SeenServer {
  /** `TCP 192.168.1.229:80`. */
  readonly service: string;
  readonly port: number;
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
  const { protocol, address, port } = service;
  const told = {
    service: `${protocol.toUpperCase()} ${endpoint(address, port)}`,
    port,
    name: server.name,
    address: server.address,
    weight: server.weight,
    saidBy: holder?.name ?? null,
  };
  if (holder?.table == null) return { ...told, weightSeen: null, state: 'unknown' };
  const destinations = holder.table.flatMap(({ key, destinations }) =>
    key.kind === 'address' &&
    key.protocol === protocol &&
    key.port === port &&
    key.address === canonicalAddress(address)
      ? destinations
      : [],
  );
  const entry = destinations.find(
    (one) => one.address === canonicalAddress(server.address) && one.port === server.port,
  );
  if (entry === undefined) return { ...told, weightSeen: null, state: 'missing' };
  return { ...told, weightSeen: entry.weight, state: entry.weight > 0 ? 'in' : 'out' };
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
