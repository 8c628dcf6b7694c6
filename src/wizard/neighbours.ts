import { isIpv6 } from '../cluster/address.ts';
import type { SnippetResult } from '../shell/session.ts';
import { sh, type Shell } from '../shell/shell.ts';
import { parseAdverts } from '../verify/vrrp-advert.ts';
import { arpAnswersFor, askArp } from '../verify/arp-answers.ts';

/**
 * Asks the network who has some addresses, all at once. A ping makes the kernel look for the neighbour, which answers to that
 * whatever it thinks of pings; a host that is gone stays in the kernel's table for a while, so that it is doubted, not trusted.
 */
export function askNeighbours(addresses: readonly string[]): Shell {
  return sh`for address in ${addresses}; do
  {
    six=; case $address in *:*) six=-6 ;; esac
    said=nobody
    if ping $six -c 2 -W 1 "$address" > /dev/null 2>&1; then said=somebody
    elif command -v ip > /dev/null 2>&1; then
      case $(ip neigh show "$address" 2> /dev/null) in *lladdr*FAILED*) ;; *lladdr*) said=somebody ;; esac
    else
      while read -r ip _ flags _; do
        [ "$ip" != "$address" ] || [ "$flags" != 0x2 ] || said=somebody
      done < /proc/net/arp
    fi
    echo "$said $address"
  } &
done
wait`;
}

/** @returns the scripts that find out whether addresses are taken, from a host on the network by that interface. */
export function probesOf(host: string, device: string, addresses: readonly string[]): readonly Shell[] {
  const four = addresses.filter((address) => !isIpv6(address));
  return [askArp(clientOn(host, device), four).script, askNeighbours(addresses)];
}

/** @returns of each address whether somebody answered for it; left out where neither tool can tell. */
export function readProbes(
  results: readonly SnippetResult[],
  host: string,
  device: string,
  addresses: readonly string[],
): ReadonlyMap<string, boolean> {
  const [arp, neighbours] = results;
  const taken = new Map<string, boolean>();
  for (const [, said = '', address = ''] of (neighbours?.stdout ?? '').matchAll(/^(somebody|nobody) (\S+)$/gm)) {
    if (addresses.includes(address)) taken.set(address, said === 'somebody');
  }
  // What arping says counts more: it asks now, and for nothing but the MAC address.
  if (arp !== undefined) {
    const answer = { kind: 'answered', status: arp.status ?? 1, stdout: arp.stdout, stderr: arp.stderr } as const;
    for (const address of addresses.filter((one) => !isIpv6(one))) {
      const said = arpAnswersFor(answer, clientOn(host, device), address);
      if ('macs' in said) taken.set(address, said.macs.length > 0);
    }
  }
  return taken;
}

function clientOn(name: string, device: string) {
  return { name, address: '', address6: null, interface: device };
}

/** @returns the virtual router ids that were heard, or why nothing could be. */
export function readIds(text: string): readonly number[] | { readonly deaf: string } {
  const deaf = /^(?:deaf \S+ \d (.*)|(neither .*|.* failed))$/m.exec(text);
  if (deaf !== null) return { deaf: deaf[1] ?? deaf[2] ?? '' };
  return [...new Set(parseAdverts(text).map(({ virtualRouterId }) => virtualRouterId))].sort((a, b) => a - b);
}
