import type { Cluster, Member, Vip } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import { isIpv6 } from '../address.ts';
import { parseArping } from '../arping.ts';
import type { Check, Question } from '../check.ts';
import { cannotTell, evidenceOf, reasonOf, type Finding } from '../verdict.ts';

/** On the segment exactly one network card answers ARP for each IPv4 VIP. */
export const vipMac: Check = {
  id: 'vip-has-one-mac',
  title: 'exactly one MAC address answers for the VIP',
  step: '17',
  asks: (cluster) => pairsOf(cluster).map(({ client, vip }) => askArp(client, vip)),
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
        judgeReplies(parseArping(reply.stdout), vip) ?? silence(reply.stdout, vip) ?? cannotTell(reasonOf(reply));
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

function judgeReplies(macs: readonly string[], { address }: Vip): Finding | null {
  const [mac, second] = macs;
  if (mac === undefined) return null;
  if (second === undefined) return { outcome: 'ok', found: `${mac} answers for ${address}` };
  const found = `${macs.join(' and ')} answer for ${address}: a second director holds it, or a real server does not keep quiet`;
  return { outcome: 'failed', found };
}

/** The summaries of iputils and busybox (`Received 0 response(s)`, `reply`), and of Thomas Habets (`0 packets received`). */
function silence(output: string, { address }: Vip): Finding | null {
  if (!/Received 0 (?:response|repl)|\b0 packets received/.test(output)) return null;
  return { outcome: 'failed', found: `nobody answers ARP for ${address}` };
}
