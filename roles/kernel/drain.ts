import {
  drained,
  drainFile,
  endpoint,
  inService,
  lines,
  sh,
  type Action,
  type Cluster,
  type HandlerOptions,
  type Shell,
} from 'lvsdeploy';
import { addressFunctions } from '../addresses.ts';
import { serviceOption } from '../ipvsadm-table.ts';

/** A destination as the directors' tables have it. */
interface Served {
  readonly name: string;
  readonly vip: string;
  /** What ipvsadm knows the virtual service by, word by word. */
  readonly option: readonly string[];
  readonly protocol: 'tcp' | 'udp';
  readonly method: 'dr' | 'nat' | 'tun';
  readonly address: string;
  /** 0 in a service by mark. */
  readonly realPort: number;
  /** Where the server listens. */
  readonly listens: number;
  readonly weight: number;
}

/** @returns all that the real server serves. */
export function servedOn({ virtualServices }: Cluster, name: string): readonly Served[] {
  return virtualServices.flatMap((service) => {
    const { address: vip, port, protocol, method, realServers } = service;
    const option = serviceOption(service).split(' ');
    return realServers
      .filter((server) => server.name === name)
      .map(({ address, port: realPort, weight }): Served => {
        const listens = realPort === 0 ? port : realPort;
        return { name, vip, option, protocol, method, address, realPort, listens, weight };
      });
  });
}

/**
 * @returns the action by which the directors send nothing new to the real server, and wait until what is open has ended; a
 * minute at most. A table that has no such server yet is left alone.
 */
export function drain(cluster: Cluster, served: readonly Served[]): Action {
  return {
    description: `drain ${namesOf(served)} on ${directorsOf(cluster).join(', ')}`,
    on: directorsOf(cluster),
    script: sh`${addressFunctions}
here=
${tableFunctions}
${cluster.form === 'ha' ? takeWeights(served) : served.map((one) => sh`${editWeight(one, 0)}\n`)}
# The standby knows connections only by what the other one tells it, and not when they end.
for device in ${[...new Set(cluster.directors.map((director) => director.interface))]}; do
  for vip in ${[...new Set(served.map(({ vip }) => vip))]}; do here="$here$(held "$device" "$vip" 2> /dev/null)"; done
done
[ -n "$here" ] || exit 0
left=60
while open=$(ipvsadm -ln | awk -v of=${served.map(serverOf).join(' ')} '
  BEGIN { split(of, servers, " "); for (i in servers) wanted[servers[i]] }
  $1 == "->" && $2 in wanted { open += $5 }
  END { print open + 0 }') && [ "$open" -gt 0 ]; do
  left=$((left - 1))
  [ "$left" -gt 0 ] || { echo "$open connections are still open after a minute, and are cut"; break; }
  sleep 1
done`,
    timeout: 120,
  };
}

/** @returns how the directors send to the real server again, once its services listen. */
export function refill(cluster: Cluster, served: readonly Served[]): HandlerOptions {
  return {
    description: `let the directors send to ${namesOf(served)} again`,
    before: [{ description: 'wait for its services', script: lines(...served.map(awaitListener)), timeout: 150 }],
    on: directorsOf(cluster),
    script:
      cluster.form === 'ha'
        ? lines(
            ...filesOf(served).map((file) => sh`[ ! -e ${file} ] || printf '%s\n' ${inService} > ${file} || exit 1`),
          )
        : sh`${tableFunctions}
${served.map((one) => sh`${editWeight(one, one.weight)}\n`)}`,
  };
}

/** `weight SERVER SERVICE-OPTION…` prints the weight of a destination, and nothing when the table does not have it. */
const tableFunctions = sh`command -v ipvsadm > /dev/null 2>&1 || exit 0
weight() {
  server=$1
  shift
  ipvsadm -ln "$@" 2> /dev/null | awk -v server="$server" '$1 == "->" && $2 == server { print $4 }'
}`;

/** Tells keepalived, and waits until its table shows it. */
function takeWeights(served: readonly Served[]): Shell {
  return sh`all_weights() {
${served.map((one) => sh`  weight ${serverOf(one)} ${one.option}\n`)}}
for file in ${filesOf(served)}; do
  if [ ! -e "$file" ]; then
    [ -n "$(all_weights)" ] || exit 0
    echo "its keepalived has no $file yet: run playbooks/site.ts first" >&2
    exit 1
  fi
  printf '%s\n' ${drained} > "$file" || exit 1
done
left=30
while all_weights | grep -q '[^0]'; do
  left=$((left - 1))
  [ "$left" -gt 0 ] || { echo ${`keepalived still sends to ${namesOf(served)} after half a minute: does it run?`} >&2; exit 1; }
  sleep 1
done`;
}

/** The form standalone, whose table is nobody else's. */
function editWeight(one: Served, weight: number): Shell {
  const forwarding = { dr: '-g', nat: '-m', tun: '-i' }[one.method];
  return sh`if [ -n "$(weight ${serverOf(one)} ${one.option})" ]; then
  ipvsadm -e ${one.option} -r ${serverOf(one)} ${forwarding} -w ${weight} || exit 1
fi`;
}

/** Sockets that listen have the state 0A in /proc/net/tcp; those of UDP are there (proc_pid_net(5)). */
function awaitListener({ protocol, listens }: Served): Shell {
  const port = listens.toString(16).toUpperCase().padStart(4, '0');
  const state = protocol === 'tcp' ? '0A' : '07';
  return sh`left=120
until cat ${[protocol, `${protocol}6`].map((name) => `/proc/net/${name}`)} 2> /dev/null | awk -v port=${port} -v state=${state} '
  { split($2, local, ":") } local[2] == port && $4 == state { found = 1 } END { exit !found }'; do
  left=$((left - 1))
  [ "$left" -gt 0 ] || { echo ${`nothing listens on port ${listens}/${protocol} two minutes after the reboot, so the directors do not send to it`} >&2; exit 1; }
  sleep 1
done`;
}

function serverOf({ address, realPort }: Served): string {
  return endpoint(address, realPort);
}

function filesOf(served: readonly Served[]): readonly string[] {
  return [...new Set(served.map(({ name }) => drainFile(name)))];
}

function namesOf(served: readonly Served[]): string {
  return [...new Set(served.map(serverOf))].join(', ');
}

function directorsOf({ directors }: Cluster): readonly string[] {
  return directors.map(({ name }) => name);
}
