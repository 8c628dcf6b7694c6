import { familyOf, isIpv6 } from '../cluster/address.ts';
import { contains, networkOf } from '../cluster/network.ts';
import type { Router } from './combine-vrrp.ts';
import { toFillIn } from './inventory-draft.ts';
import type { SettledService } from './settle-service.ts';

type Key = 'segment' | 'segment6';

export interface Segments {
  readonly segment: string;
  readonly segment6: string | null;
  readonly remarks: readonly { readonly key: Key; readonly text: string }[];
  readonly open: readonly { readonly key: Key; readonly text: string }[];
}

interface Addressed {
  readonly address: string;
  readonly prefixLength: number | null;
}

/** keepalived.conf does not say which network its directors share: the length of a VIP does, or else addresses that lie close. */
export function findSegments(
  { main }: Router,
  vips: readonly Addressed[],
  directors: readonly unknown[],
  services: readonly SettledService[],
  said: { readonly segment: string | null; readonly segment6: string | null },
): Segments {
  const direct = services.filter(({ settings }) => settings['method'] === 'dr');
  const known = [
    ...vips.map(({ address }) => address),
    ...directors.filter((address) => typeof address === 'string' && address !== toFillIn),
    ...direct.flatMap(({ servers }) => servers.map(({ address }) => address)),
    ...(main?.peers ?? []).map(({ value }) => value),
  ].filter((address) => typeof address === 'string');
  const own = directors.filter((address) => typeof address === 'string' && address !== toFillIn);
  const remarks: { key: Key; text: string }[] = [];
  const open: { key: Key; text: string }[] = [];
  const find = (key: Key, family: 4 | 6): string => {
    const isOfFamily = (address: string) => familyOf(address) === family;
    const long = family === 4 ? 32 : 128;
    const wide = vips.find(
      ({ address, prefixLength }) => isOfFamily(address) && prefixLength !== null && prefixLength < long,
    );
    const told = wide === undefined ? null : networkOf(wide.address, wide.prefixLength ?? long);
    if (
      wide !== undefined &&
      told !== null &&
      holds(told, own.filter((one) => typeof one === 'string').filter(isOfFamily))
    ) {
      remarks.push({ key, text: `told by the length of ${wide.address}/${wide.prefixLength ?? ''}` });
      return told;
    }
    const addresses = [...new Set(known.filter(isOfFamily))];
    const [first] = addresses;
    const network = first === undefined ? null : networkOf(first, family === 4 ? 24 : 64);
    // Networks of IPv6 are /64 (RFC 4291, 2.5.1); for IPv4 it takes two addresses to tell anything.
    const isTold = network !== null && addresses.length > (family === 4 ? 1 : 0) && holds(network, addresses);
    if (isTold) {
      remarks.push({
        key,
        text: `taken for it because ${addresses.join(', ')} lie in it: no file says it, so check its length`,
      });
      return network;
    }
    open.push({
      key,
      text: `the network that the directors share, which the addresses here do not tell (--${key} CIDR)`,
    });
    return toFillIn;
  };
  const segment = said.segment ?? find('segment', 4);
  const hasSix =
    vips.some(({ address }) => isIpv6(address)) || directors.some((one) => typeof one === 'string' && isIpv6(one));
  return { segment, segment6: said.segment6 ?? (hasSix ? find('segment6', 6) : null), remarks, open };
}

function holds(network: string, addresses: readonly string[]): boolean {
  return addresses.every((address) => contains(network, address));
}
