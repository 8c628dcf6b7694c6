import { command, sh, type Action, type Cluster, type Director, type Resource, type Shell } from 'lvsdeploy';

/** What keepalived adds to the priority of a director (`track_file` of keepalived.conf(5), by that name since 2.1.0); across reboots, too. */
export const switchOverFile = '/etc/keepalived/switch-over';

/** The most that can be taken off: any other director's priority is higher than what is left, 1. */
const standAside = '-254';

/** @returns the action by which a director that holds a VIP gives it to another one, and keeps out of the way until {@link switchBack}. */
export function switchOver(cluster: Cluster, director: Director): Action {
  return {
    description: 'let another director take over the VIP, if this one has it',
    script: sh`${holdsVip(cluster, director)}
holds || { echo 'this director does not hold the VIP'; exit 0; }
[ -e ${switchOverFile} ] || { echo ${`its keepalived has no ${switchOverFile} yet: run playbooks/site.ts first`} >&2; exit 1; }
printf '%s\n' ${standAside} > ${switchOverFile} || exit 1
left=60
while holds; do
  left=$((left - 1))
  [ "$left" -gt 0 ] || { echo 0 > ${switchOverFile}; echo 'no other director has taken over the VIP in a minute' >&2; exit 1; }
  sleep 1
done
echo 'another director has taken over the VIP'`,
    timeout: 90,
  };
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
  return sh`holds() {
  for vip in ${vips.map(({ address }) => address)}; do
    [ -z "$(ip -o addr show dev ${director.interface} to "$vip")" ] || return 0
  done
  return 1
}`;
}
