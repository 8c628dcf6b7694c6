import type { Cluster, Director } from '../cluster/cluster.ts';
import { canonicalAddress } from '../cluster/address.ts';
import { floatingAddresses } from '../cluster/floating-addresses.ts';
import { sh, type Shell } from '../shell/shell.ts';

/** A line of the observer: when it was, on the host's own clock in milliseconds, and which VIPs and gateways it holds. */
export interface Look {
  readonly at: number;
  readonly vips: readonly string[];
}

/** Seconds between two looks at a director. */
export const lookEvery = 0.2;

/**
 * @param seconds until it ends by itself.
 * @returns the script that says five times a second which VIPs and gateways the director holds. Uptime goes on evenly whatever is done
 * to the clock, and a line that waits in a cut connection still tells when it was written.
 */
export function observerScript(cluster: Cluster, director: Director, seconds: number): Shell {
  const { inside } = cluster;
  const addresses = floatingAddresses(cluster).map(({ address }) => canonicalAddress(address));
  const devices = [...new Set([director.interface, ...(inside === null ? [] : [inside.interface])])];
  return sh`left=${Math.ceil(seconds / lookEvery)}
while [ "$left" -gt 0 ]; do
  left=$((left - 1)) held=
  read -r up rest < /proc/uptime
  seen=$(for device in ${devices}; do ip -o addr show dev "$device" || exit 1; done) || exit 1
  for vip in ${addresses}; do
    case $seen in *" $vip/"*) held="$held $vip" ;; esac
  done
  echo "h $up$held" || exit 0
  sleep ${lookEvery} 2> /dev/null || sleep 1
done`;
}

/** @returns what a line of the observer says, or null for any other line. */
export function parseLook(line: string): Look | null {
  const [, up = '', vips = ''] = /^h (\d+\.\d\d)((?: [\da-fA-F.:]+)*)$/.exec(line) ?? [];
  if (up === '') return null;
  return { at: Math.round(Number(up) * 1000), vips: vips.split(' ').filter((vip) => vip !== '') };
}
