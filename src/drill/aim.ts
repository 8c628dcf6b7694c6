import type { Cluster, Member, VirtualService } from '../cluster/cluster.ts';
import { UsageError } from '../errors.ts';
import { endpoint } from '../cluster/address.ts';
import type { ProbeSettings } from './drill.ts';
import type { Aim } from './scenario.ts';

/** What a user chose to aim at; the rest is chosen for them. */
export interface Choice {
  readonly client?: string | undefined;
  /** `192.168.1.229:80`, `[fd00:1::229]:80`, `udp 192.168.1.229:53`, `mark 1`, `mark 1 IPv6`. */
  readonly service?: string | undefined;
  readonly server?: string | undefined;
}

/**
 * @param holder name of the director that has the VIP now.
 * @returns what the drills of the cluster are aimed at: the first client and TCP service, the server that most is sent to.
 * @throws UsageError naming what is there instead of what was chosen.
 */
export function aimAt(cluster: Cluster, holder: string, choice: Choice, probe: ProbeSettings): Aim {
  const standby = cluster.directors.find(({ name }) => name !== holder);
  const director = cluster.directors.find(({ name }) => name === holder);
  if (director === undefined || standby === undefined) {
    throw nobodyToTakeOver(cluster);
  }
  const client = choose(cluster, 'client', cluster.clients, choice.client, ({ name }: Member) => name);
  const service = chooseService(cluster, choice.service);
  const inService = service.realServers.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  const server = choose(cluster, 'real server', inService, choice.server, ({ name }) => name);
  return { cluster, service, probe, client, holder: director, standby, server };
}

/** @returns the error for a cluster with one director. */
export function nobodyToTakeOver({ name }: Cluster): UsageError {
  return new UsageError('a single director has nobody to take over: there is nothing to drill', {
    place: name,
    hint: 'Drill a cluster of the form ha; `lvsdeploy verify` tells whether this one works.',
  });
}

/** Left out it is the first TCP service that a client reaches by its address, or else the first of all. */
function chooseService(cluster: Cluster, wanted: string | undefined): VirtualService {
  const { virtualServices: services } = cluster;
  const usual = services.find(({ protocol, mark }) => protocol === 'tcp' && mark === null);
  if (wanted === undefined && usual !== undefined) return usual;
  const name = wanted === undefined ? undefined : canonicalName(wanted);
  return choose(cluster, 'service', services, name, nameOf);
}

/** @returns what `--service` takes for the service. */
export function nameOf({ mark, protocol, address, port }: VirtualService): string {
  if (mark !== null) return `mark ${mark.number}${mark.family === 6 ? ' IPv6' : ''}`;
  return `${protocol === 'tcp' ? '' : `${protocol} `}${endpoint(address, port)}`;
}

/** @returns the words in the way that {@link nameOf} writes them: addresses of IPv6, case and `tcp` may be otherwise. */
function canonicalName(words: string): string {
  const [, mark, six] = /^(?:mark|fwm)[\s:]*(\d+)(\s*(?:of )?ipv6)?$/i.exec(words.trim()) ?? [];
  if (mark !== undefined) return `mark ${mark}${six === undefined ? '' : ' IPv6'}`;
  const [, before, address, port, after] =
    /^(?:(tcp|udp)[\s:/]*)?(\S+):(\d+)(?:\/(tcp|udp))?$/i.exec(words.trim()) ?? [];
  if (address === undefined) return words;
  const place = endpoint(address.replace(/^\[(.*)\]$/, '$1'), Number(port));
  return `${(before ?? after)?.toLowerCase() === 'udp' ? 'udp ' : ''}${place}`;
}

function choose<Item>(
  { name: place }: Cluster,
  kind: string,
  items: readonly Item[],
  wanted: string | undefined,
  nameOf: (item: Item) => string,
): Item {
  const found = wanted === undefined ? items[0] : items.find((item) => nameOf(item) === wanted);
  if (found !== undefined) return found;
  const list = items.map(nameOf).join(', ') || 'none';
  throw new UsageError(wanted === undefined ? `the cluster has no ${kind}` : `the cluster has no ${kind} ${wanted}`, {
    place,
    hint:
      kind === 'client' && items.length === 0
        ? 'Name a host to ask from in `clients` of the inventory: neither a director nor a real server.'
        : `It has ${list}.`,
  });
}
