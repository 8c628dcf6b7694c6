import type { Cluster, Member, VirtualService } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import { endpoint } from '../address.ts';
import type { Check, Question, Verdict } from '../check.ts';
import { httpProbeOf } from '../http-service.ts';
import { cannotTell, judgeAnswer, type Finding } from '../verdict.ts';

/** Every client gets an answer from every virtual service. */
export const vipAnswers: Check = {
  id: 'vip-answers',
  title: 'the clients get an answer through the VIP',
  step: 'test 1',
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
          { host: client.name, expected: `${endpoint(service.address, service.port)} answers ${client.name}` },
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
  const { address, port } = service;
  const probe = httpProbeOf(service);
  const connect = sh`if command -v bash > /dev/null 2>&1 && command -v timeout > /dev/null 2>&1; then
  timeout 3 bash -c ${'exec 3<> "/dev/tcp/$0/$1"'} ${address} ${port}; echo "bash $?"
elif command -v nc > /dev/null 2>&1; then nc -z -w 3 ${address} ${port}; echo "nc $?"
else echo none; fi`;
  if (probe === null) return { host: name, script: connect };
  const script = sh`if command -v curl > /dev/null 2>&1; then
  code=$(curl -s -g -o /dev/null -w '%{http_code}' --noproxy '*' --connect-timeout 3 -m 5 ${probe.url}); echo "curl $? $code"
else
${connect}
fi`;
  return { host: name, script };
}

function judgeReply(output: string, service: VirtualService): Finding {
  const [tool = '', status = '', code = ''] = output.trim().split(/\s+/);
  const place = endpoint(service.address, service.port);
  if (tool === 'none') return cannotTell('none of curl, bash with timeout, and nc is installed there');
  if (!/^\d+$/.test(status)) return cannotTell('the output of the probe was not understood');
  if (status !== '0')
    return {
      outcome: 'failed',
      found: `${place} did not answer (${tool} ended with ${status}${meaningOf(tool, status)})`,
    };
  if (tool !== 'curl') return { outcome: 'ok', found: `${place} takes connections (by ${tool})` };
  const wanted = httpProbeOf(service)?.status ?? null;
  const isFine = wanted === null ? Number(code) < 500 : Number(code) === wanted;
  return {
    outcome: isFine ? 'ok' : 'failed',
    found: `${place} answers with HTTP ${code}${isFine || wanted === null ? '' : `, not ${wanted}`}`,
  };
}

/** The statuses of curl(1), timeout(1) and bash that one meets here. */
function meaningOf(tool: string, status: string): string {
  const meanings: Readonly<Partial<Record<string, string>>> = {
    'curl 7': ': the connection was refused or there is no route',
    'curl 28': ': it timed out',
    'curl 52': ': the server closed the connection without an answer',
    'curl 56': ': the connection was reset',
    'bash 1': ': the connection was refused or there is no route',
    'bash 124': ': it timed out',
  };
  return meanings[`${tool} ${status}`] ?? '';
}

function cannotAsk({ address, port }: VirtualService): Verdict {
  const expected = `UDP ${endpoint(address, port)} answers`;
  return { host: null, expected, ...cannotTell('no datagram is known that every UDP service would answer') };
}
