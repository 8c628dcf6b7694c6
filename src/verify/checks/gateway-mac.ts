import type { Cluster, RealServer } from '../../cluster/cluster.ts';
import { familyOf, isIpv6 } from '../../cluster/address.ts';
import { sh } from '../../shell/shell.ts';
import { arpAnswersFor, askArp, notInstalled, type ArpAnswer } from '../arp-answers.ts';
import type { Answer, Check, Question, Verdict } from '../check.ts';
import { gatewaysOf } from '../../cluster/floating-addresses.ts';
import { askMacs, macOwners } from '../host-macs.ts';
import { askSolicited, solicitedFor } from '../neighbour-answers.ts';
import { familiesBy, serversBy } from '../../cluster/real-servers.ts';
import { cannotTell, type Finding } from '../verdict.ts';
import { judgeOneMac } from './vip-mac.ts';

/** For a real server of NAT exactly one network card answers for its gateway, and it is a director's. */
export const gatewayMac: Check = {
  id: 'gateway-has-one-mac',
  title: 'exactly one MAC address answers for the gateway of the real servers',
  step: 'intro, methods',
  severity: 'critical',
  source: 'LVS-HOWTO, LVS-NAT',
  asks: (cluster) =>
    pairsOf(cluster).length === 0
      ? []
      : [
          ...pairsOf(cluster).flatMap(({ server, address }) => ask(server, address)),
          ...[...cluster.directors, ...cluster.realServers].map(askMacs),
        ],
  judge: (cluster, answer) =>
    pairsOf(cluster).map(({ server, address }): Verdict => {
      const said = answersFor(answer, server, address);
      return judgeOneMac(server.name, address, said, cluster, macOwners(cluster, answer));
    }),
};

/** One real server a family is enough: a broadcast reaches everybody. */
function pairsOf(cluster: Cluster): readonly { readonly server: RealServer; readonly address: string }[] {
  return gatewaysOf(cluster).flatMap(({ address }) => {
    const family = familyOf(address);
    const server = serversBy(cluster, 'nat').find(({ name }) => familiesBy(cluster, 'nat', name).includes(family));
    return server === undefined ? [] : [{ server, address }];
  });
}

function ask(server: RealServer, address: string): readonly Question[] {
  return isIpv6(address) ? [askSolicited(server, [address])] : [askArp(server, [address]), askKnown(server, address)];
}

/** What the kernel knows of a neighbour by itself, after it was asked for: but one answer, where there may have been two. */
function askKnown({ name, interface: device }: RealServer, address: string): Question {
  return {
    host: name,
    script: sh`ping -c 1 -W 1 ${address} > /dev/null 2>&1; ip -4 neigh show to ${address} dev ${device}`,
  };
}

function answersFor(answer: (question: Question) => Answer, server: RealServer, address: string): ArpAnswer | Finding {
  if (isIpv6(address)) return solicitedFor(answer(askSolicited(server, [address])), server, address);
  const reply = answer(askArp(server, [address]));
  if (reply.kind === 'unreachable' || !reply.stdout.startsWith(notInstalled))
    return arpAnswersFor(reply, server, address);
  const known = answer(askKnown(server, address));
  const mac = known.kind === 'answered' ? /\blladdr ([\da-f:]{17})/.exec(known.stdout)?.[1] : undefined;
  const evidence = known.kind === 'answered' ? known.stdout : '';
  if (mac !== undefined) return { macs: [mac], isSilent: false, evidence };
  return /FAILED|INCOMPLETE/.test(evidence)
    ? { macs: [], isSilent: true, evidence }
    : cannotTell(`${notInstalled} on ${server.name}`);
}
