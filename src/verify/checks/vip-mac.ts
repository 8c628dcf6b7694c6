import type { Cluster, Member } from '../../cluster/cluster.ts';
import type { ArpAnswer } from '../arp-answers.ts';
import type { Check, Verdict } from '../check.ts';
import { askMacs, macOwners } from '../host-macs.ts';
import { answersFor, askForNeighbours, neighboursOf, protocolFor } from '../neighbour-answers.ts';
import { deployTo } from '../repairs.ts';
import type { Finding } from '../verdict.ts';

/** On the segment exactly one network card answers for each VIP, and it is a director's. */
export const vipMac: Check = {
  id: 'vip-has-one-mac',
  title: 'exactly one MAC address answers for the VIP',
  step: '17',
  severity: 'critical',
  asks: (cluster) =>
    pairsOf(cluster).length === 0
      ? []
      : [
          ...neighboursOf(cluster).flatMap((client) => askForNeighbours(client, cluster)),
          ...[...cluster.directors, ...cluster.realServers].map(askMacs),
        ],
  judge: (cluster, answer) =>
    pairsOf(cluster).map(({ client, vip: { address } }): Verdict => {
      const said = answersFor(answer, client, address, cluster);
      return judgeOneMac(client.name, address, said, cluster, macOwners(cluster, answer));
    }),
};

function pairsOf(cluster: Cluster) {
  return neighboursOf(cluster).flatMap((client) => cluster.vips.map((vip) => ({ client, vip })));
}

/** Holds who answered for an address of the directors against what must be: one card, and it is a director's. */
export function judgeOneMac(
  host: string,
  address: string,
  said: ArpAnswer | Finding,
  cluster: Cluster,
  owners: ReadonlyMap<string, Member>,
): Verdict {
  const expected = `one MAC address answers ${protocolFor(address)} for ${address}`;
  if ('outcome' in said) return { host, expected, ...said };
  const finding = said.isSilent ? silence(address, cluster) : judgeReplies(said.macs, address, cluster, owners);
  return { host, expected, evidence: said.evidence, ...finding };
}

function silence(address: string, { directors }: Cluster): Finding {
  const repair = deployTo(directors.map(({ name }) => name).join(','));
  return { outcome: 'failed', found: `nobody answers ${protocolFor(address)} for ${address}`, repair };
}

function judgeReplies(
  macs: readonly string[],
  address: string,
  cluster: Cluster,
  owners: ReadonlyMap<string, Member>,
): Finding {
  const whose = macs.map((mac) => ({ mac, owner: owners.get(mac) ?? null }));
  // Of a director that did not say which cards it has, it may be the one that answers.
  const isKnown = cluster.directors.every((director) => [...owners.values()].includes(director));
  const wrong = whose.filter(
    ({ owner }) => owner === null || !cluster.directors.some(({ name }) => name === owner.name),
  );
  const names = whose.map(({ mac, owner }) => (owner === null ? mac : `${mac} (${owner.name})`)).join(' and ');
  if (macs.length === 1 && (wrong.length === 0 || !isKnown))
    return { outcome: 'ok', found: `${names} answers for ${address}` };
  const what = wrong.some(({ owner }) => owner !== null)
    ? 'a real server does not keep quiet'
    : wrong.length > 0 && isKnown
      ? 'a stranger has the address'
      : 'a second director holds it, or a real server does not keep quiet';
  const found = `${names} ${macs.length === 1 ? 'answers' : 'answer'} for ${address}: ${what}`;
  return { outcome: 'failed', found, repair: repairOf(wrong, address) };
}

function repairOf(wrong: readonly { readonly mac: string; readonly owner: Member | null }[], address: string): string {
  const [first] = wrong;
  if (first === undefined) return 'see vip-has-one-owner';
  return first.owner === null
    ? `find the machine with the card ${first.mac} and take ${address} from it`
    : deployTo(first.owner.name);
}
