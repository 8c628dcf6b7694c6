import type { Cluster, Destination, VirtualService } from '../../cluster/cluster.ts';
import { endpoint, isIpv6 } from '../../cluster/address.ts';
import { sh } from '../../shell/shell.ts';
import type { Answer, Check, Question, Verdict } from '../check.ts';
import { httpProbeAt, probeBy, type HttpProbe } from '../http-service.ts';
import { onHost } from '../repairs.ts';
import { askTcp, noTcpTool, readTcpReply, type TcpReply } from '../tcp-probe.ts';
import { askUdp, udpProbeBy, type UdpProbe } from '../udp-probe.ts';
import { judgeUdp } from '../udp-verdict.ts';
import { cannotTell, judgeAnswer, type Finding } from '../verdict.ts';

/** Every real server answers the directors itself, as its health check asks it, and all of one service answer alike. */
export const realServerAnswers: Check = {
  id: 'real-server-answers',
  title: 'every real server answers the directors',
  step: 'test 2',
  severity: 'critical',
  source: 'keepalived.conf(5), TCP_CHECK and HTTP_GET',
  asks: (cluster) =>
    cluster.virtualServices.flatMap((service) =>
      cluster.directors.flatMap(({ name }) => service.realServers.map((server) => ask(name, service, server))),
    ),
  judge: (cluster, answer) =>
    cluster.virtualServices.flatMap((service) => {
      const usual = usualCode(cluster, service, answer);
      return cluster.directors.flatMap(({ name: host }) =>
        service.realServers.map((server): Verdict => {
          const way = wayTo(service, server);
          const expected = `${placeOf(server, way)} answers ${host}${usual === null ? '' : ` with HTTP ${usual}`}`;
          const repair = onHost(server.name, way.kind === 'ping' ? 'ip addr' : `start what serves port ${way.port}`);
          return judgeAnswer(answer(ask(host, service, server)), { host, expected, repair }, (output) =>
            judge(output, server, way, usual),
          );
        }),
      );
    }),
};

/** How a server is asked: as its health check does, or as a client would where that says nothing. */
type Way =
  | { readonly kind: 'tcp'; readonly port: number; readonly http: HttpProbe | null }
  | { readonly kind: 'udp'; readonly port: number; readonly udp: UdpProbe }
  | { readonly kind: 'ping' };

function wayTo(service: VirtualService, { address, port: own, healthCheck }: Destination): Way {
  // In a service by mark the port is the one that the client asked for.
  const served = own === 0 ? service.port : own;
  const port = healthCheck?.port ?? served;
  switch (healthCheck?.kind) {
    case 'http':
    case 'https':
      return { kind: 'tcp', port, http: probeBy(healthCheck, { address, port }) };
    case 'tcp':
    case 'smtp':
      return { kind: 'tcp', port, http: port === served ? httpProbeAt(service, { address, port }) : null };
    case 'udp':
    case 'dns':
      return { kind: 'udp', port, udp: udpProbeBy(healthCheck) };
    case 'ping':
      return { kind: 'ping' };
    case 'misc':
    case undefined:
      return service.protocol === 'udp'
        ? { kind: 'udp', port: served, udp: udpProbeBy(null) }
        : { kind: 'tcp', port: served, http: httpProbeAt(service, { address, port: served }) };
  }
}

function ask(host: string, service: VirtualService, server: Destination): Question {
  const { address } = server;
  const way = wayTo(service, server);
  if (way.kind === 'udp') return { host, script: askUdp({ address, port: way.port }, way.udp) };
  if (way.kind === 'tcp') return { host, script: askTcp(address, way.port, way.http) };
  // ping of iputils before 20150815 has another program for IPv6.
  const ping = isIpv6(address)
    ? sh`ping6 -c 1 -W 3 ${address} || ping -6 -c 1 -W 3 ${address}`
    : sh`ping -c 1 -W 3 ${address}`;
  return { host, script: sh`if { ${ping}; } > /dev/null 2>&1; then echo answers; else echo silent; fi` };
}

/** @returns the status that the model wants, or else the best one that any of the servers gave; null: none. */
function usualCode(
  { directors }: Cluster,
  service: VirtualService,
  answer: (question: Question) => Answer,
): number | null {
  const ways = service.realServers.map((server) => ({ server, way: wayTo(service, server) }));
  const probes = ways.flatMap(({ way }) => (way.kind === 'tcp' && way.http !== null ? [way.http] : []));
  const wanted = probes.find(({ status }) => status !== null)?.status ?? null;
  if (wanted !== null || probes.length === 0) return wanted;
  const codes = directors.flatMap(({ name }) =>
    service.realServers.flatMap((server) => {
      const said = answer(ask(name, service, server));
      const reply = said.kind === 'answered' ? readTcpReply(said.stdout) : null;
      return reply?.kind === 'answers' && reply.code !== null ? [reply.code] : [];
    }),
  );
  return codes.length === 0 ? null : Math.min(...codes);
}

function judge(output: string, server: Destination, way: Way, usual: number | null): Finding {
  const place = placeOf(server, way);
  if (way.kind === 'udp') return judgeUdp(output, way.udp, place);
  if (way.kind === 'tcp') return judgeReply(readTcpReply(output), server, place, usual);
  return output.trim() === 'answers'
    ? { outcome: 'ok', found: `${place} answers ping` }
    : { outcome: 'failed', found: `${place} does not answer ping` };
}

function judgeReply(reply: TcpReply, server: Destination, place: string, usual: number | null): Finding {
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

function placeOf({ name, address }: Destination, way: Way): string {
  if (way.kind === 'ping') return `${name} (${address})`;
  return `${name} (${way.kind === 'udp' ? 'UDP ' : ''}${endpoint(address, way.port)})`;
}
