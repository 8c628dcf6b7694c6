import type { Cluster, Destination, Member, VirtualService } from '../cluster/cluster.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { listAddresses } from './client-addresses.ts';
import type { HttpProbe } from './http-service.ts';
import { askUdp, noUdpTool, readUdpReplies, type UdpProbe } from './udp-probe.ts';

/** How many requests are sent, and from how many of the client's addresses at most. */
export interface Sampling {
  readonly requests: number;
  readonly sources: number;
}

/** One request of the sample. */
export interface SampleLine {
  readonly source: string;
  /** Exit status of curl(1). */
  readonly status: number;
  /** The answer's first bytes, white space squeezed. */
  readonly body: string;
}

export const noCurl = 'curl is not installed';

/**
 * Sends requests one after the other from the client's own addresses on the segment, in turn, and stops at the first one
 * that fails. With persistence each address is used once: a second request would meet the same server.
 */
export function sampleScript(
  client: Member,
  cluster: Cluster,
  service: VirtualService,
  { url, options }: Pick<HttpProbe, 'url' | 'options'>,
  sampling: Sampling,
): Shell {
  const isOncePerSource = service.persistence === null ? 0 : 1;
  return sh`command -v curl > /dev/null 2>&1 || { echo ${noCurl}; exit 0; }
set -f
say() { printf '%s %s ' "$source" "$status"; printf '%.2000s\n' "$*"; }
set -- $(${listAddresses(client, cluster, service)})
limit=${sampling.requests}
[ ${isOncePerSource} -eq 0 ] || [ $# -gt "$limit" ] || limit=$#
count=0
while [ $# -gt 0 ] && [ "$count" -lt "$limit" ]; do
  used=0
  for source in "$@"; do
    [ "$used" -lt ${sampling.sources} ] && [ "$count" -lt "$limit" ] || break
    used=$((used + 1)) count=$((count + 1))
    body=$(curl -s -g --noproxy '*' --interface "$source" --connect-timeout 2 -m 3 ${options} ${url})
    status=$?
    say $body
    [ "$status" -eq 0 ] || exit 0
  done
done`;
}

/** The same with datagrams, each from a port of its own: so each is a connection for IPVS. */
export function sampleUdpScript(
  client: Member,
  cluster: Cluster,
  service: VirtualService,
  probe: UdpProbe,
  { requests, sources }: Sampling,
): Shell {
  const each = service.persistence === null ? sh`count=${requests}` : sh`[ $# -gt "$count" ] || count=$#`;
  return sh`set -f
set -- $(${listAddresses(client, cluster, service)})
[ $# -gt 0 ] || exit 0
count=${requests}
${each}
kept=0 list=
for source in "$@"; do
  [ "$kept" -lt ${sources} ] || break
  kept=$((kept + 1)) list="$list $source"
done
${askUdp(service, probe, { count: sh`"$count"`, timeout: 2, sources: sh`$list` })}`;
}

/** @returns the sample that datagrams make, or why there is none. */
export function parseUdpSample(text: string): readonly SampleLine[] | string {
  if (text.startsWith(noUdpTool)) return noUdpTool;
  return readUdpReplies(text).map(({ source, outcome, text: body }) => ({
    source,
    status: { answered: 0, refused: 7, silent: 28, failed: 55 }[outcome],
    body,
  }));
}

export function parseSample(text: string): readonly SampleLine[] {
  return [...text.matchAll(/^(\S+) (\d+) (.*)$/gm)].map(([, source = '', status, body = '']) => ({
    source,
    status: Number(status),
    body,
  }));
}

/** @returns the one server that the answer names, by its name in the inventory or by its address; null for none or several. */
export function serverNamedIn(body: string, servers: readonly Destination[]): string | null {
  const words = new Set(body.split(/[^\w.:-]+/).flatMap((word) => [word, word.replace(/[.:]+$/, '')]));
  const named = servers.filter(({ name, address }) => words.has(name) || words.has(address));
  return named.length === 1 ? (named[0]?.name ?? null) : null;
}
