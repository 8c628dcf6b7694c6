import type { Cluster, Member, VirtualService } from '../../cluster/cluster.ts';
import type { Check, Question, Verdict } from '../check.ts';
import { httpProbeAt, isAnswer } from '../http-service.ts';
import { nameOfPlace, placesOf, type Place } from '../service-places.ts';
import { askTcp, noTcpTool, readTcpReply } from '../tcp-probe.ts';
import { askUdp, udpProbeOf } from '../udp-probe.ts';
import { judgeUdp } from '../udp-verdict.ts';
import { cannotTell, judgeAnswer, type Finding } from '../verdict.ts';

/** Every client gets an answer from every virtual service; of one by mark, from the ends of its ports. */
export const vipAnswers: Check = {
  id: 'vip-answers',
  title: 'the clients get an answer through the VIP',
  step: 'test 1',
  severity: 'critical',
  asks: (cluster) => pairsOf(cluster).map(ask),
  judge: (cluster, answer) => {
    const expected = 'an answer through the VIP';
    if (cluster.clients.length === 0) {
      const reason = 'the inventory has no host in the group `clients` to ask from; a director cannot test its own VIP';
      return [{ host: null, expected, ...cannotTell(reason) }];
    }
    return pairsOf(cluster).map((pair): Verdict => {
      const { client, place } = pair;
      return judgeAnswer(
        answer(ask(pair)),
        {
          host: client.name,
          expected: `${nameOfPlace(place)} answers ${client.name}`,
          repair: 'mend what the checks before this one say of directors, table and real servers',
        },
        (output) => judgeReply(output, pair),
      );
    });
  },
};

interface Pair {
  readonly client: Member;
  readonly service: VirtualService;
  readonly place: Place;
}

function pairsOf({ clients, virtualServices }: Cluster): readonly Pair[] {
  return clients.flatMap((client) =>
    virtualServices.flatMap((service) => placesOf(service).map((place) => ({ client, service, place }))),
  );
}

function ask({ client, service, place }: Pair): Question {
  const { protocol, address, port } = place;
  const script =
    protocol === 'udp'
      ? askUdp(place, udpProbeOf(service))
      : askTcp(address, port, httpProbeAt(service, place, place.port));
  return { host: client.name, script };
}

function judgeReply(output: string, { service, place }: Pair): Finding {
  const name = nameOfPlace(place);
  if (place.protocol === 'udp') return judgeUdp(output, udpProbeOf(service), name);
  const reply = readTcpReply(output);
  switch (reply.kind) {
    case 'no tool':
      return cannotTell(noTcpTool);
    case 'not understood':
      return cannotTell('the output of the probe was not understood');
    case 'silent':
      return { outcome: 'failed', found: `${name} did not answer (${reply.reason})` };
    case 'answers': {
      const { tool, code } = reply;
      if (code === null) return { outcome: 'ok', found: `${name} takes connections (by ${tool})` };
      const wanted = httpProbeAt(service, place, place.port)?.status ?? null;
      const isFine = isAnswer(code, wanted);
      return {
        outcome: isFine ? 'ok' : 'failed',
        found: `${name} answers with HTTP ${code}${isFine || wanted === null ? '' : `, not ${wanted}`}`,
      };
    }
  }
}
