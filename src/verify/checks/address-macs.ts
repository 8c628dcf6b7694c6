import type { Cluster, Member } from '../../cluster/cluster.ts';
import type { Check, Verdict } from '../check.ts';
import { askMacs, macOwners, macsOf } from '../host-macs.ts';
import { answersFor, askForNeighbours, neighboursOf, onSegment, protocolFor } from '../neighbour-answers.ts';
import { onHost } from '../repairs.ts';
import { cannotTell, type Finding } from '../verdict.ts';

/** Nobody else on the segment answers for the own address of a director or of a real server. */
export const addressMacs: Check = {
  id: 'addresses-have-one-mac',
  title: 'nobody else answers for the addresses of the hosts',
  step: '1',
  severity: 'critical',
  source: 'RFC 5227, 2.1.1',
  asks: (cluster) => [
    ...askersOf(cluster).flatMap((client) => askForNeighbours(client, cluster)),
    ...(askersOf(cluster).length > 0 ? membersOf(cluster).map(({ member }) => askMacs(member)) : []),
  ],
  judge: (cluster, answer) =>
    askersOf(cluster).flatMap((client) => {
      const owners = macOwners(cluster, answer);
      return membersOf(cluster).map(({ member, address }): Verdict => {
        const { name: host } = member;
        const expected = `${host} alone answers ${protocolFor(address)} for ${address}`;
        const said = answersFor(answer, client, address, cluster);
        if ('outcome' in said) return { host, expected, ...said };
        const finding = judge(said.macs, { name: host, address }, macsOf(answer(askMacs(member))), owners);
        return { host, expected, evidence: said.evidence, ...finding };
      });
    }),
};

/** One client is enough: a broadcast reaches everybody. */
function askersOf(cluster: Cluster): readonly Member[] {
  return neighboursOf(cluster).slice(0, 1);
}

function membersOf(cluster: Cluster): readonly { readonly member: Member; readonly address: string }[] {
  return [...cluster.directors, ...cluster.realServers].flatMap((member) =>
    onSegment(member, cluster).map((address) => ({ member, address })),
  );
}

function judge(
  macs: readonly string[],
  { name, address }: Pick<Member, 'name' | 'address'>,
  own: readonly string[],
  owners: ReadonlyMap<string, Member>,
): Finding {
  // A host that does not answer, or does not say what it has, is what hosts-reachable names.
  if (macs.length === 0 || own.length === 0) return cannotTell(`${name} did not answer`);
  const others = macs.filter((mac) => !own.includes(mac));
  if (others.length === 0) return { outcome: 'ok', found: `${macs.join(', ')} answers` };
  const whose = others.map((mac) => `${mac} (${owners.get(mac)?.name ?? 'no host of the cluster'})`);
  const found = `${whose.join(' and ')} answers for ${address} too`;
  const [thief] = others.flatMap((mac) => owners.get(mac) ?? []);
  const repair =
    thief === undefined
      ? `find the machine with the card ${others.join(', ')} and give it another address than ${address}`
      : onHost(thief.name, `ip addr show to ${address}, and ip addr del what it shows`);
  return { outcome: 'failed', found, repair };
}
