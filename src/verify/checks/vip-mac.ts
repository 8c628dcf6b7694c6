import type { Cluster, Member, Vip } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import { isIpv6 } from '../address.ts';
import { parseArping } from '../arping.ts';
import type { Check, Question } from '../check.ts';
import { askMacs, macOwners } from '../host-macs.ts';
import { deployTo } from '../repairs.ts';
import { cannotTell, evidenceOf, reasonOf, type Finding } from '../verdict.ts';

/** On the segment exactly one network card answers ARP for each IPv4 VIP. */
export const vipMac: Check = {
  id: 'vip-has-one-mac',
  title: 'exactly one MAC address answers for the VIP',
  step: '17',
  severity: 'critical',
  asks: (cluster) => {
    const pairs = pairsOf(cluster);
    if (pairs.length === 0) return [];
    const members = [...cluster.directors, ...cluster.realServers];
    return [...pairs.map(({ client, vip }) => askArp(client, vip)), ...members.map(askMacs)];
  },
  judge: (cluster, answer) =>
    pairsOf(cluster).map(({ client, vip }) => {
      const reply = answer(askArp(client, vip));
      const expected = `one MAC address answers ARP for ${vip.address}`;
      // Its status says little: iputils ends with 1 without a reply, and with more replies than requests.
      if (reply.kind === 'unreachable') {
        return { host: client.name, expected, ...cannotTell(`${client.name} did not answer: ${reply.reason}`) };
      }
      const evidence = evidenceOf(reply.stdout, reply.stderr);
      if (reply.status === 127)
        return { host: client.name, expected, ...cannotTell(`arping is not installed on ${client.name}`), evidence };
      const found =
        judgeReplies(parseArping(reply.stdout), vip, cluster, macOwners(cluster, answer)) ??
        silence(reply.stdout, vip, cluster) ??
        cannotTell(reasonOf(reply));
      return { host: client.name, expected, ...found, evidence };
    }),
};

function pairsOf({ clients, vips }: Cluster) {
  return clients.flatMap((client) => vips.filter(({ address }) => !isIpv6(address)).map((vip) => ({ client, vip })));
}

/** The first request is a broadcast in both families of arping: whoever holds the address answers it. */
function askArp(client: Member, { address }: Vip): Question {
  return { host: client.name, script: sh`arping -c 2 -I ${client.interface} ${address}` };
}

function judgeReplies(
  macs: readonly string[],
  { address }: Vip,
  cluster: Cluster,
  owners: ReadonlyMap<string, Member>,
): Finding | null {
  if (macs.length === 0) return null;
  const whose = macs.map((mac) => ({ mac, owner: owners.get(mac) ?? null }));
  // Where the director did not say which cards it has, one answer is all that can be asked for.
  const isKnown = cluster.directors.some((director) => [...owners.values()].includes(director));
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

/** The summaries of iputils and busybox (`Received 0 response(s)`, `reply`), and of Thomas Habets (`0 packets received`). */
function silence(output: string, { address }: Vip, { directors }: Cluster): Finding | null {
  if (!/Received 0 (?:response|repl)|\b0 packets received/.test(output)) return null;
  const repair = deployTo(directors.map(({ name }) => name).join(','));
  return { outcome: 'failed', found: `nobody answers ARP for ${address}`, repair };
}
