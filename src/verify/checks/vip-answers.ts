import type { Cluster, Member, VirtualService } from '../../cluster/cluster.ts';
import { endpoint } from '../../cluster/address.ts';
import type { Check, Question, Verdict } from '../check.ts';
import { httpProbeOf, isAnswer } from '../http-service.ts';
import { askTcp, noTcpTool, readTcpReply } from '../tcp-probe.ts';
import { cannotTell, judgeAnswer, type Finding } from '../verdict.ts';

/** Every client gets an answer from every virtual service. */
export const vipAnswers: Check = {
  id: 'vip-answers',
  title: 'the clients get an answer through the VIP',
  step: 'test 1',
  severity: 'critical',
  asks: (cluster) => pairsOf(cluster).map(({ client, service }) => askService(client, service)),
  judge: (cluster, answer) => {
    const expected = 'an answer through the VIP';
    if (cluster.clients.length === 0) {
      const reason = 'the inventory has no host in the group `clients` to ask from; a director cannot test its own VIP';
      return [{ host: null, expected, ...cannotTell(reason) }];
    }
    return [
      ...pairsOf(cluster).map(({ client, service }) =>
        judgeAnswer(
          answer(askService(client, service)),
          {
            host: client.name,
            expected: `${endpoint(service.address, service.port)} answers ${client.name}`,
            repair: 'mend what the checks before this one say of directors, table and real servers',
          },
          (output) => judgeReply(output, service),
        ),
      ),
      ...cluster.virtualServices.filter(({ protocol }) => protocol === 'udp').map(cannotAsk),
    ];
  },
};

function pairsOf({ clients, virtualServices }: Cluster) {
  return clients.flatMap((client) =>
    virtualServices.filter(({ protocol }) => protocol === 'tcp').map((service) => ({ client, service })),
  );
}

function askService({ name }: Member, service: VirtualService): Question {
  return { host: name, script: askTcp(service.address, service.port, httpProbeOf(service)) };
}

function judgeReply(output: string, service: VirtualService): Finding {
  const reply = readTcpReply(output);
  const place = endpoint(service.address, service.port);
  switch (reply.kind) {
    case 'no tool':
      return cannotTell(noTcpTool);
    case 'not understood':
      return cannotTell('the output of the probe was not understood');
    case 'silent':
      return { outcome: 'failed', found: `${place} did not answer (${reply.reason})` };
    case 'answers': {
      const { tool, code } = reply;
      if (code === null) return { outcome: 'ok', found: `${place} takes connections (by ${tool})` };
      const wanted = httpProbeOf(service)?.status ?? null;
      const isFine = isAnswer(code, wanted);
      return {
        outcome: isFine ? 'ok' : 'failed',
        found: `${place} answers with HTTP ${code}${isFine || wanted === null ? '' : `, not ${wanted}`}`,
      };
    }
  }
}

function cannotAsk({ address, port }: VirtualService): Verdict {
  const expected = `UDP ${endpoint(address, port)} answers`;
  return { host: null, expected, ...cannotTell('no datagram is known that every UDP service would answer') };
}
