import { sh, type Shell } from '../shell/shell.ts';

/**
 * How a link is cut: frames are dropped in both directions, ARP among them, and the link stays up. `ip link down` would
 * lose the host's routes, and tests something else. tc-actions(8) first; nftables where there is no tc, which leaves ARP to
 * a table of its own.
 */
export interface Cut {
  /** Sees that it can be done, and leaves everything as it is. */
  readonly rehearse: Shell;
  /** Begins a moment later, so that the answer to this can still leave the host. */
  readonly begin: Shell;
  readonly end: Shell;
}

const table = 'lvsdeploy_drill';

/** @returns how to cut a host's link on an interface. */
export function cutOf(device: string): Cut {
  const byTc = sh`tc filter add dev ${device} ingress matchall action drop && tc filter add dev ${device} egress matchall action drop`;
  const byNft = sh`nft -f - << 'RULES'
table inet lvsdeploy_drill {
  chain in { type filter hook prerouting priority -400; iifname ${device} drop; }
  chain out { type filter hook postrouting priority 400; oifname ${device} drop; }
}
table arp lvsdeploy_drill {
  chain in { type filter hook input priority 0; iifname ${device} drop; }
  chain out { type filter hook output priority 0; oifname ${device} drop; }
}
RULES`;
  return {
    rehearse: sh`if command -v tc > /dev/null 2>&1 && tc qdisc add dev ${device} clsact; then
  tc filter add dev ${device} egress prio 1 matchall action pass
  status=$?
  tc qdisc del dev ${device} clsact
  [ "$status" -ne 0 ] || exit 0
fi
if command -v nft > /dev/null 2>&1 && nft add table inet ${table} && nft delete table inet ${table}; then exit 0; fi
echo ${`frames on ${device} cannot be dropped here: it takes tc with clsact and matchall, or nft`} >&2
exit 1`,
    begin: sh`setsid sh -c ${
      sh`sleep 0.3 2> /dev/null || sleep 1
if tc qdisc add dev ${device} clsact && ${byTc}; then exit 0; fi
tc qdisc del dev ${device} clsact
${byNft}`.text
    } > /dev/null 2>&1 < /dev/null &`,
    end: sh`tc qdisc del dev ${device} clsact 2> /dev/null
for family in inet arp; do nft delete table "$family" ${table} 2> /dev/null; done
true`,
  };
}
