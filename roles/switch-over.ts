import {
  command,
  fault,
  followsPriorities,
  sh,
  standAside,
  switchOverFile,
  type Action,
  type Cluster,
  type Director,
  type Resource,
  type Shell,
} from 'lvsdeploy';
import { addressFunctions } from './addresses.ts';

/** @returns the action by which a director that holds a VIP gives it to another one, and keeps out of the way until {@link switchBack}. */
export function switchOver(cluster: Cluster, director: Director): Action {
  const seconds = electionOf(cluster);
  return {
    description: 'let another director take over the VIP, if this one has it',
    script: sh`${holdsVip(cluster, director)}
holds || { echo 'this director does not hold the VIP'; exit 0; }
[ -e ${switchOverFile} ] || { echo ${`its keepalived has no ${switchOverFile} yet: run playbooks/site.ts first`} >&2; exit 1; }
say() { printf '%s\n' "$1" > ${switchOverFile}; }
until_gone() {
  left=$1
  while holds; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { say 0; echo "no other director has taken over the VIP in $1 seconds" >&2; exit 1; }
    sleep 1
  done
}
${givesWay(cluster, director) ? handOver(seconds) : giveUp(seconds)}
echo 'another director has taken over the VIP'`,
    timeout: 3 * seconds + 90,
  };
}

/** The VIP leaves when another director has said that it is the master. */
function handOver(seconds: number): Shell {
  return sh`say ${standAside} || exit 1
until_gone ${60 + seconds}`;
}

/** The VIP leaves whether anybody takes it or not. Who stands aside instead of having a fault gets it back if nobody did. */
function giveUp(seconds: number): Shell {
  return sh`say ${fault} || exit 1
until_gone 10
say ${standAside} || exit 1
left=${seconds}
while [ "$left" -gt 0 ]; do
  sleep 1
  left=$((left - 1))
  ! holds || { say 0; echo 'no other director has taken over the VIP: it came back' >&2; exit 1; }
done`;
}

/** @returns whether another director takes the VIP when this one has the lowest priority, with no outage at all. */
function givesWay({ vrrp, directors }: Cluster, { name }: Director): boolean {
  const isHigher = directors.some((other) => other.name !== name && other.priority > 1);
  return isHigher && (vrrp === null || followsPriorities(vrrp));
}

/** @returns seconds after which a director that hears of no master is one itself: three advertisements and a skew (RFC 5798, 6.1). */
function electionOf({ vrrp }: Cluster): number {
  const interval = vrrp?.advertInterval ?? 1;
  return Math.ceil(3 * interval + Math.max(1, interval)) + 1;
}

/** Ends the switch-over once keepalived has filled its table again: from then on the priorities decide. */
export function switchBack(after: readonly string[]): Resource {
  return command({
    id: 'switch-over ended',
    description: 'let the priorities decide again who holds the VIP',
    unless: sh`[ ! -e ${switchOverFile} ] || [ "$(cat ${switchOverFile})" = 0 ]`,
    script: sh`left=60
until grep -q '^  -> ' /proc/net/ip_vs 2> /dev/null; do
  left=$((left - 1))
  [ "$left" -gt 0 ] || { echo 'keepalived has no real server in its table after a minute: see its journal' >&2; exit 1; }
  sleep 1
done
printf '0\n' > ${switchOverFile}`,
    after,
    timeout: 90,
  });
}

function holdsVip({ vips }: Cluster, director: Director): Shell {
  return sh`${addressFunctions}
holds() {
  for vip in ${vips.map(({ address }) => address)}; do
    [ -z "$(held ${director.interface} "$vip")" ] || return 0
  done
  return 1
}`;
}
