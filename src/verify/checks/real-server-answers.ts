import type { Cluster, Destination, VirtualService } from '../../cluster/cluster.ts';
import { endpoint } from '../../cluster/address.ts';
import type { Answer, Check, Question, Verdict } from '../check.ts';
import { httpProbeAt } from '../http-service.ts';
import { onHost } from '../repairs.ts';
import { askTcp, noTcpTool, readTcpReply, type TcpReply } from '../tcp-probe.ts';
import { cannotTell, judgeAnswer, type Finding } from '../verdict.ts';

/** Every real server answers the directors itself, as a health check asks it, and all of one service answer alike. */
export const realServerAnswers: Check = {
  id: 'real-server-answers',
  title: 'every real server answers the directors',
  step: 'test 2',
  severity: 'critical',
  source: 'keepalived.conf(5), TCP_CHECK and HTTP_GET',
  asks: (cluster) =>
    tcpServices(cluster).flatMap((service) =>
      cluster.directors.flatMap(({ name }) => service.realServers.map((server) => ask(name, service, server))),
    ),
  judge: (cluster, answer) =>
    tcpServices(cluster).flatMap((service) => {
      const usual = usualCode(cluster, service, answer);
      return cluster.directors.flatMap(({ name: host }) =>
        service.realServers.map((server): Verdict => {
          const expected = `${placeOf(server)} answers ${host}${usual === null ? '' : ` with HTTP ${usual}`}`;
          const repair = onHost(server.name, `start what serves port ${server.port}`);
          return judgeAnswer(answer(ask(host, service, server)), { host, expected, repair }, (output) =>
            judge(readTcpReply(output), server, usual),
          );
        }),
      );
    }),
};

function tcpServices({ virtualServices }: Cluster): readonly VirtualService[] {
  return virtualServices.filter(({ protocol }) => protocol === 'tcp');
}

function ask(host: string, service: VirtualService, server: Destination): Question {
  return { host, script: askTcp(server.address, server.port, httpProbeAt(service, server)) };
}

/** @returns the status that the model wants, or else the best one that any of the servers gave; null: none. */
function usualCode(
  { directors }: Cluster,
  service: VirtualService,
  answer: (question: Question) => Answer,
): number | null {
  const wanted = httpProbeAt(service, service)?.status ?? null;
  if (wanted !== null) return wanted;
  const codes = directors.flatMap(({ name }) =>
    service.realServers.flatMap((server) => {
      const said = answer(ask(name, service, server));
      const reply = said.kind === 'answered' ? readTcpReply(said.stdout) : null;
      return reply?.kind === 'answers' && reply.code !== null ? [reply.code] : [];
    }),
  );
  return codes.length === 0 ? null : Math.min(...codes);
}

function judge(reply: TcpReply, server: Destination, usual: number | null): Finding {
  const place = placeOf(server);
  switch (reply.kind) {
    case 'no tool':
      return cannotTell(noTcpTool);
    case 'not understood':
      return cannotTell('the output of the probe was not understood');
    case 'silent':
      return reply.isRefused
        ? { outcome: 'failed', found: `${place} does not answer: ${reply.reason}` }
        : {
            outcome: 'failed',
            found: `${place} does not answer: ${reply.reason}. It is off, or a firewall drops it`,
            repair: onHost(server.name, 'nft list ruleset; iptables -S; ip rule; ip route get the director'),
          };
    case 'answers': {
      const { tool, code } = reply;
      if (code === null) return { outcome: 'ok', found: `${place} takes connections (by ${tool})` };
      if (code === usual) return { outcome: 'ok', found: `${place} answers with HTTP ${code}` };
      const repair = onHost(server.name, 'see why its web server answers so: its configuration, its content, its log');
      return { outcome: 'failed', found: `${place} answers with HTTP ${code}, not ${usual ?? 0}`, repair };
    }
  }
}

function placeOf({ name, address, port }: Destination): string {
  return `${name} (${endpoint(address, port)})`;
}
