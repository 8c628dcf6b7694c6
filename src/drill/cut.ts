import { sh, type Shell } from '../shell/shell.ts';

/**
 * How a link is cut: frames are dropped in both directions, ARP among them, and the link stays up. `ip link down` would
 * lose the host's routes, and tests something else.
 */
export interface Cut {
  /** Begins a moment later, so that the answer to this can still leave the host. */
  readonly begin: Shell;
  readonly end: Shell;
}

/** What drops frames on a host: tc-actions(8), or nft(8), which has a table of its own for ARP. */
export type CutTool = 'tc' | 'nft';

const table = 'lvsdeploy_drill';

/**
 * @returns the script that prints the tool to cut the links by, and leaves everything as it is. Interfaces that have filters
 * of somebody else's already are left alone by tc.
 */
export function findCutTool(devices: readonly string[]): Shell {
  return sh`can_tc() {
  tc qdisc add dev "$1" clsact 2> /dev/null || return 1
  tc filter add dev "$1" egress prio 1 matchall action pass
  status=$?
  tc qdisc del dev "$1" clsact
  return "$status"
}
tool=
if command -v tc > /dev/null 2>&1; then
  tool=tc
  for device in ${devices}; do can_tc "$device" || tool=; done
fi
[ -z "$tool" ] || { echo tc; exit 0; }
if command -v nft > /dev/null 2>&1 && nft add table inet ${table} && nft delete table inet ${table}; then
  echo nft
  exit 0
fi
echo ${`frames on ${devices.join(' and ')} cannot be dropped here: it takes tc with clsact and matchall and no filters of others, or nft`} >&2
exit 1`;
}

/** @param tool what {@link findCutTool} found: the other one may be at work for somebody else. */
export function cutBy(tool: CutTool, devices: readonly string[]): Cut {
  return tool === 'tc' ? cutByTc(devices) : cutByNft(devices);
}

function cutByTc(devices: readonly string[]): Cut {
  return {
    begin: soon(sh`for device in ${devices}; do
  tc qdisc add dev "$device" clsact &&
    tc filter add dev "$device" ingress matchall action drop &&
    tc filter add dev "$device" egress matchall action drop
done`),
    end: sh`for device in ${devices}; do tc qdisc del dev "$device" clsact 2> /dev/null; done
true`,
  };
}

function cutByNft(devices: readonly string[]): Cut {
  const list = sh`${devices.map((device) => sh`"${device}",`)}`;
  return {
    begin: soon(sh`nft -f - << 'RULES'
table inet ${table} {
  chain in { type filter hook prerouting priority -400; iifname { ${list} } drop; }
  chain out { type filter hook postrouting priority 400; oifname { ${list} } drop; }
}
table arp ${table} {
  chain in { type filter hook input priority 0; iifname { ${list} } drop; }
  chain out { type filter hook output priority 0; oifname { ${list} } drop; }
}
RULES`),
    end: sh`for family in inet arp; do nft delete table "$family" ${table} 2> /dev/null; done
true`,
  };
}

function soon(script: Shell): Shell {
  const later = sh`sleep 0.3 2> /dev/null || sleep 1
${script}`;
  return sh`setsid sh -c ${later.text} > /dev/null 2>&1 < /dev/null &`;
}
