import type { Cluster, Member, VirtualService } from '../../cluster/cluster.ts';
import { sh, type Shell } from '../../shell/shell.ts';
import { endpoint } from '../../cluster/address.ts';
import { listAddresses } from '../../verify/client-addresses.ts';
import { findPython3 } from '../../verify/find-python.ts';
import { httpProbeOf } from '../../verify/http-service.ts';
import { udpProbeOf } from '../../verify/udp-probe.ts';
import type { ProbeSettings } from '../drill.ts';
import { pythonProbe } from './python-probe.ts';

/** What curl in a shell loop can keep up with: each request takes a process or two. */
const mostByCurl = 10;

export interface ProbeAim {
  readonly client: Member;
  readonly cluster: Cluster;
  readonly service: VirtualService;
}

/**
 * @param seconds until it ends by itself, should nobody be there to end it.
 * @returns the script that asks from the client: with python3, or with curl where there is none, at a lower rate and
 * without a connection that stays open. It asks from all of the client's addresses on the segment in turn.
 */
export function probeScript(
  { client, cluster, service }: ProbeAim,
  { rate, timeout }: ProbeSettings,
  seconds: number,
): Shell {
  const { address, port, protocol } = service;
  const http = httpProbeOf(service);
  const words = sh`${address} ${port} ${askedFor(service)} ${http?.virtualHost ?? '-'} ${rate} ${timeout / 1000} ${seconds}`;
  const python = sh`set -f
set -- $(${listAddresses(client, cluster, service)})
${findPython3}
[ -z "$python" ] || exec "$python" -c ${pythonProbe} ${words} "$@"`;
  if (protocol === 'udp')
    return sh`${python}
echo 'python3 is not installed, and nothing else sends datagrams at a rate' >&2; exit 127`;
  return sh`${python}
command -v curl > /dev/null 2>&1 || { echo 'neither python3 nor curl is installed' >&2; exit 127; }
${curlProbe(
  http?.url ?? `telnet://${endpoint(address, port)}`,
  { rate: Math.min(rate, mostByCurl), timeout, options: http?.options ?? [] },
  seconds,
)}`;
}

/** What python asks for: TLS it does not speak, and connects only. */
function askedFor(service: VirtualService): string {
  if (service.protocol === 'udp') return `udp:${udpProbeOf(service).payload}`;
  const http = httpProbeOf(service);
  if (http === null || !http.url.startsWith('http:')) return '-';
  const { pathname, search } = new URL(http.url);
  return pathname + search;
}

/** Uptime is the clock that a shell reads without a process: in hundredths of a second, and nobody sets it. */
function curlProbe(
  url: string,
  { rate, timeout, options }: ProbeSettings & { readonly options: readonly string[] },
  seconds: number,
): Shell {
  return sh`now() { read -r up rest < /proc/uptime; at=\${up%.*}\${up#*.}; at=$(((at - began) * 10)); }
read -r up rest < /proc/uptime
began=\${up%.*}\${up#*.} up=
now
sh -c 'echo "p $PPID curl"'
ask() {
  now; sent=$at
  body=$(curl -s -g --noproxy '*' \${1:+--interface "$1"} -m ${timeout / 1000} -w '\n%{http_code}' ${options} ${url} < /dev/null)
  status=$?
  now; answered=$at
  word=\${body##*
} body=\${body%
*}
  [ "$status" -eq 0 ] || answered=- body=
  case $status in
    0) ;;
    7) word=refused ;;
    28) word=timeout ;;
    52 | 56) word=reset ;;
    *) word=curl-$status ;;
  esac
  set -- $body
  # One write a line: the next request is under way.
  printf 'r %s %s %s %.400s\n' "$sent" "$answered" "$word" "$*"
}
trap 'exit 0' TERM
while [ "$at" -lt ${seconds * 1000} ]; do
  source=
  if [ $# -gt 0 ]; then source=$1; shift; set -- "$@" "$source"; fi
  ask "$source" &
  sleep ${1 / rate}
  now
  echo "t $at"
done
wait
now
echo "e $at"`;
}
