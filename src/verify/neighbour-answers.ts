import type { Cluster, Member } from '../cluster/cluster.ts';
import { canonicalAddress, isIpv6 } from '../cluster/address.ts';
import { contains } from '../cluster/network.ts';
import { arpAnswersFor, askArp, type ArpAnswer } from './arp-answers.ts';
import type { Answer, Question } from './check.ts';
import { askNeighbours, noNeighbourTool } from './neighbour-asker.ts';
import { cannotTell, evidenceOf, reasonOf, type Finding } from './verdict.ts';

/** How a network card is asked for: ARP for IPv4, neighbour discovery for IPv6 (RFC 4861). */
export function protocolFor(address: string): string {
  return isIpv6(address) ? 'neighbour solicitations' : 'ARP';
}

/** @returns the clients that are on the segment themselves: nobody else hears who answers there. */
export function neighboursOf({ clients, segment }: Cluster): readonly Member[] {
  return clients.filter(({ address }) => contains(segment, address));
}

/** @returns the addresses of a host that are on the segment. */
export function onSegment({ address, address6 }: Member, { segment, segment6 }: Cluster): readonly string[] {
  return [
    ...(contains(segment, address) ? [address] : []),
    ...(address6 !== null && segment6 !== null && contains(segment6, address6) ? [address6] : []),
  ];
}

/** Asks for all of the cluster's addresses on the segment at once, a question a family. */
export function askForNeighbours(client: Member, cluster: Cluster): readonly Question[] {
  const addresses = segmentAddresses(cluster);
  const has6 = addresses.some(isIpv6);
  return [ask4(client, cluster), ...(has6 ? [ask6(client, cluster)] : [])];
}

/** @returns the answers for one address, or why there are none to judge. */
export function answersFor(
  answer: (question: Question) => Answer,
  client: Member,
  address: string,
  cluster: Cluster,
): ArpAnswer | Finding {
  return isIpv6(address)
    ? solicitedFor(answer(ask6(client, cluster)), client, address)
    : arpAnswersFor(answer(ask4(client, cluster)), client, address);
}

function segmentAddresses(cluster: Cluster): readonly string[] {
  const { vips, directors, realServers } = cluster;
  return [
    ...vips.map(({ address }) => address),
    ...[...directors, ...realServers].flatMap((member) => onSegment(member, cluster)),
  ];
}

function ask4(client: Member, cluster: Cluster): Question {
  return askArp(
    client,
    segmentAddresses(cluster).filter((one) => !isIpv6(one)),
  );
}

function ask6(client: Member, cluster: Cluster): Question {
  return askSolicited(client, segmentAddresses(cluster).filter(isIpv6));
}

export function askSolicited({ name, interface: device }: Member, addresses: readonly string[]): Question {
  return { host: name, script: askNeighbours(device, addresses.map(canonicalAddress)) };
}

export function solicitedFor(answer: Answer, client: Member, address: string): ArpAnswer | Finding {
  if (answer.kind === 'unreachable') return cannotTell(`${client.name} did not answer: ${answer.reason}`);
  const { stdout, stderr, status } = answer;
  if (stdout.startsWith(noNeighbourTool))
    return { ...cannotTell(`${noNeighbourTool} on ${client.name}`), evidence: '' };
  if (status !== 0 || !stdout.startsWith('asked'))
    return { ...cannotTell(stderr.trim() || reasonOf(answer)), evidence: evidenceOf(stdout, stderr) };
  const lines = stdout.split('\n').filter((line) => line.startsWith(`${canonicalAddress(address)} `));
  const macs = lines.map((line) => line.split(' ')[1] ?? '');
  return { macs, isSilent: macs.length === 0, evidence: lines.join('\n') };
}
