import type { VirtualService } from '../../cluster/cluster.ts';
import { sh, type Shell } from '../../shell/shell.ts';
import { endpoint } from '../../cluster/address.ts';
import { httpProbeOf, isAnswer } from '../../verify/http-service.ts';
import { askUdp, readUdpReplies, udpProbeOf, wrongAnswer } from '../../verify/udp-probe.ts';
import { serverNamedIn } from '../../verify/share-measurement.ts';
import type { ProbedRequest } from '../drill.ts';

/** A request, and from which address it came. */
export interface SourcedRequest extends ProbedRequest {
  readonly source: string;
}

/** Ends a script where the client has no curl. */
export const needCurl = sh`command -v curl > /dev/null 2>&1 || { echo 'curl is not installed' >&2; exit 1; }`;

/**
 * Sends one request after the other, each over a connection of its own that has ended before the next begins, and stops at
 * the first that gets no answer. At a steady rate, as the probe of the other drills asks, connections overlap as the load of
 * the moment has it, and what hangs on open ones could not be simulated. That probe holds a connection, too, which takes a
 * turn of the scheduler.
 * @param sources the address of each request.
 */
export function askInTurn(service: VirtualService, sources: readonly string[], timeout: number): Shell {
  const http = httpProbeOf(service);
  const url = http?.url ?? `telnet://${endpoint(service.address, service.port)}`;
  return sh`set -f
LC_ALL=C; export LC_ALL
for source in ${sources}; do
  read -r up rest < /proc/uptime
  said=$(curl -s -g --noproxy '*' --interface "$source" -m ${timeout / 1000} -w '\n%{http_code} %{time_total}' ${http?.options ?? []} ${url} < /dev/null)
  status=$?
  last=\${said##*
}
  set -- \${said%
*}
  printf 'a %s %s %s %s %.400s\n' "$up" "$source" "$status" "$last" "$*"
  [ "$status" -eq 0 ] || exit 0
done`;
}

/** The same by datagrams, each from a port of its own. */
export function askByDatagrams(service: VirtualService, sources: readonly string[], timeout: number): Shell {
  return askUdp(service, udpProbeOf(service), {
    count: sources.length,
    timeout: timeout / 1000,
    sources: sh`${sources}`,
  });
}

/** @returns the moment on the client's clock, in milliseconds, at which a line of the script was due; null for another line. */
export function momentOf(line: string): number | null {
  const [, up] = /^[au] (\d+\.\d+) /.exec(line) ?? [];
  return up === undefined ? null : Number(up) * 1000;
}

/** @returns the requests of the script's output; times count from the first one. */
export function readAnswers(text: string, service: VirtualService): readonly SourcedRequest[] {
  if (service.protocol === 'udp') return readDatagrams(text, service);
  const http = httpProbeOf(service);
  const lines = [...text.matchAll(/^a (\d+\.\d+) (\S+) (\d+) (\d+) ([\d.]+) ?(.*)$/gm)];
  const began = Number(lines[0]?.[1] ?? 0);
  return lines.map(([, up = '', source = '', status, code, took = '', body = '']) => {
    const sentAt = Math.round((Number(up) - began) * 1000);
    const error = whyNoAnswer(Number(status), Number(code), http);
    if (error !== null) return { source, sentAt, answeredAt: null, server: null, error };
    return {
      source,
      sentAt,
      answeredAt: sentAt + Math.round(Number(took) * 1000),
      server: serverNamedIn(body, service.realServers),
      error,
    };
  });
}

function readDatagrams(text: string, service: VirtualService): readonly SourcedRequest[] {
  const replies = readUdpReplies(text);
  const probe = udpProbeOf(service);
  const began = replies[0]?.at ?? 0;
  return replies.map((reply) => {
    const { source, at, outcome, took, text: body } = reply;
    const sentAt = Math.round((at - began) * 1000);
    const error = outcome === 'answered' ? wrongAnswer(reply, probe) : outcome === 'silent' ? 'timeout' : outcome;
    if (error !== null) return { source, sentAt, answeredAt: null, server: null, error };
    const answeredAt = sentAt + Math.round(took * 1000);
    return { source, sentAt, answeredAt, server: serverNamedIn(body, service.realServers), error };
  });
}

/** Exit statuses of curl(1). */
function whyNoAnswer(status: number, code: number, http: ReturnType<typeof httpProbeOf>): string | null {
  if (status === 7) return 'refused';
  if (status === 28) return 'timeout';
  if (status === 52 || status === 56) return 'reset';
  if (status !== 0) return `curl-${status}`;
  if (http === null) return null;
  return isAnswer(code, http.status) ? null : `HTTP ${code}`;
}
