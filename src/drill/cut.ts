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
 * @returns the script that prints the tool to cut the link by, and leaves everything as it is. An interface that has filters
 * of somebody else's already is left alone by tc.
 */
export function findCutTool(device: string): Shell {
  return sh`if command -v tc > /dev/null 2>&1 && tc qdisc add dev ${device} clsact 2> /dev/null; then
  tc filter add dev ${device} egress prio 1 matchall action pass
  status=$?
  tc qdisc del dev ${device} clsact
  [ "$status" -ne 0 ] || { echo tc; exit 0; }
fi
if command -v nft > /dev/null 2>&1 && nft add table inet ${table} && nft delete table inet ${table}; then
  echo nft
  exit 0
fi
echo ${`frames on ${device} cannot be dropped here: it takes tc with clsact and matchall and no filters of others, or nft`} >&2
exit 1`;
}

/** @param tool what {@link findCutTool} found: the other one may be at work for somebody else. */
export function cutBy(tool: CutTool, device: string): Cut {
  return tool === 'tc' ? cutByTc(device) : cutByNft(device);
}

function cutByTc(device: string): Cut {
  return {
    begin: soon(sh`tc qdisc add dev ${device} clsact &&
tc filter add dev ${device} ingress matchall action drop &&
tc filter add dev ${device} egress matchall action drop`),
    end: sh`tc qdisc del dev ${device} clsact 2> /dev/null || true`,
  };
}

function cutByNft(device: string): Cut {
  return {
    begin: soon(sh`nft -f - << 'RULES'
table inet ${table} {
  chain in { type filter hook prerouting priority -400; iifname "${device}" drop; }
  chain out { type filter hook postrouting priority 400; oifname "${device}" drop; }
}
table arp ${table} {
  chain in { type filter hook input priority 0; iifname "${device}" drop; }
  chain out { type filter hook output priority 0; oifname "${device}" drop; }
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
