import type { Cluster, Member } from '../../cluster/cluster.ts';
import { contains } from '../../cluster/network.ts';
import { floatingAddresses, gatewaysOf } from '../../cluster/floating-addresses.ts';
import { wordCount } from '../wording.ts';
import type { Seen, SeenDirector } from '../../verify/seen.ts';
import { holdersOf, seenServers, wordServer, type SeenServer } from './seen-servers.ts';

/** A host, or an address, as it is drawn: some lines in a frame, and the line that leads to it. */
export interface Box {
  readonly name: string;
  readonly lines: readonly { readonly text: string; readonly kind: 'plain' | 'mono' | Tone }[];
  /** Class of the frame. */
  readonly frame: 'holder' | 'missing' | 'unclear' | 'plain';
  readonly link: 'live' | 'idle' | 'broken';
}

/** Good, bad, or in doubt. */
export type Tone = 'good' | 'bad' | 'doubt';

/** @returns the clients as one box: what matters is the way that a request takes. */
export function clientsBox({ cluster: { clients } }: Seen): Box {
  const [first] = clients;
  const lines = first === undefined ? [] : [...addressLines(clients)];
  const name = first === undefined ? 'clients' : clients.map((client) => client.name).join(', ');
  return { name, lines, frame: 'plain', link: 'live' };
}

/** @returns the addresses of hosts, a line a family. */
function addressLines(members: readonly Pick<Member, 'address' | 'address6'>[]): Box['lines'] {
  const families = [members.map(({ address }) => address), members.flatMap(({ address6 }) => address6 ?? [])];
  return families
    .filter((addresses) => addresses.length > 0)
    .map((addresses) => ({ text: addresses.join(' '), kind: 'mono' as const }));
}

/** @returns a box for each VIP, and each gateway of the inside, that says who has it. */
export function vipBoxes(seen: Seen): readonly Box[] {
  return floatingAddresses(seen.cluster).map(({ address, use }) => {
    const holders = holdersOf(seen, address).map(({ name }) => name);
    const isKnown = seen.directors.every(({ holds }) => holds !== null);
    const [text, kind]: [string, Tone] =
      holders.length === 1
        ? [`on ${holders.join('')}`, 'good']
        : holders.length > 1
          ? [`on ${holders.join(' and ')} at once`, 'bad']
          : isKnown
            ? ['on no director', 'bad']
            : ['nobody knows where', 'doubt'];
    const frame = ({ good: 'holder', bad: 'missing', doubt: 'unclear' } as const)[kind];
    const lines = [
      { text: address, kind: 'mono' as const },
      { text, kind },
    ];
    return { name: use, lines, frame, link: kind === 'good' ? 'live' : 'broken' };
  });
}

export function directorBoxes({ cluster, directors }: Seen): readonly Box[] {
  return cluster.directors.map((director) => {
    const { name, priority } = director;
    const seen = directors.find((one) => one.name === name);
    const [text, kind] = wordDirector(seen, cluster);
    const isHolder = (seen?.holds ?? []).length > 0;
    return {
      name,
      lines: [
        ...addressLines([director]),
        ...(cluster.vrrp === null ? [] : [{ text: `priority ${priority}`, kind: 'plain' as const }]),
        { text, kind },
      ],
      frame: isHolder ? 'holder' : seen?.holds == null ? 'unclear' : 'plain',
      link: isHolder ? 'live' : 'idle',
    };
  });
}

export function wordDirector(seen: SeenDirector | undefined, cluster: Cluster): readonly [string, 'plain' | Tone] {
  const holds = seen?.holds ?? null;
  if (holds === null) return ['did not say', 'doubt'];
  const [first, ...more] = holds;
  if (first === undefined) return ['stands by', 'plain'];
  if (more.length === 0) return [`holds ${first}`, 'good'];
  const gateways = gatewaysOf(cluster).filter(({ address }) => holds.includes(address)).length;
  const vips = wordCount(holds.length - gateways, 'VIP');
  return [gateways === 0 ? `holds ${vips}` : `${vips}, ${wordCount(gateways, 'gateway')}`, 'good'];
}

const tones = { in: 'good', out: 'bad', missing: 'bad', unknown: 'doubt' } as const satisfies Record<
  SeenServer['state'],
  Tone
>;

/** @returns a box for each real server with a line for each service that it is in. */
export function serverBoxes(seen: Seen): readonly (Box & { readonly isInside: boolean })[] {
  const states = seenServers(seen);
  const hasPorts = seen.cluster.virtualServices.length > 1;
  const { inside } = seen.cluster;
  return seen.cluster.realServers.map((realServer) => {
    const { name, address } = realServer;
    const own = states.filter((server) => server.name === name);
    const isIn = own.some(({ state }) => state === 'in');
    const isOut = own.some(({ state }) => state === 'out' || state === 'missing');
    return {
      name,
      lines: [
        ...addressLines([realServer]),
        ...own.map((server) => ({
          text: `${hasPorts ? `${server.short}: ` : ''}${wordServer(server)}`,
          kind: tones[server.state],
        })),
      ],
      frame: isOut ? 'missing' : isIn ? 'holder' : 'unclear',
      link: isIn ? 'live' : isOut ? 'broken' : 'idle',
      isInside: inside !== null && inside.network !== seen.cluster.segment && contains(inside.network, address),
    };
  });
}
