import { familyOf, isIpv6 } from '../cluster/address.ts';
import { contains } from '../cluster/network.ts';
import { networkOf } from '../cluster/network.ts';
import type { Router } from './combine-vrrp.ts';
import { toFillIn } from './inventory-draft.ts';
import type { ReadInstance } from './read-vrrp.ts';
import type { Segments } from './segments.ts';
import type { SettledService } from './settle-service.ts';

/** The way back of NAT: the gateway is the address of an instance on another interface, where the file has one. */
export function findInside(
  { inside }: Router,
  services: readonly SettledService[],
  segments: Segments,
): { settings: object; open: string[]; remarks: string[] } | null {
  const ofNat = services.filter(({ settings }) => settings['method'] === 'nat');
  if (ofNat.length === 0) return null;
  const open: string[] = [];
  const remarks: string[] = [];
  const [instance] = inside;
  const addresses = inside.flatMap((one: ReadInstance) => one.addresses);
  const gateway = addresses.find(({ address }) => !isIpv6(address));
  const gateway6 = addresses.find(({ address }) => isIpv6(address));
  const needsSix = ofNat.some(({ servers: [server] }) => isIpv6(server?.address ?? ''));
  if (needsSix && gateway6 === undefined) open.push('gateway6: the same of IPv6; no instance of the file has it');
  if (gateway === undefined)
    open.push(
      'gateway: the floating address that the real servers of NAT have as default gateway; no instance of the file has it',
    );
  const ofFamily = (family: 4 | 6) =>
    [...ofNat.flatMap((service) => service.servers.map(({ address }) => address))].filter(
      (address) => familyOf(address) === family,
    );
  const network = networkFor(gateway, ofFamily(4), 24);
  const network6 = gateway6 === undefined && ofFamily(6).length === 0 ? null : networkFor(gateway6, ofFamily(6), 64);
  const isSegment =
    segments.segment !== toFillIn &&
    ofFamily(4).every((address) => contains(segments.segment, address)) &&
    instance === undefined;
  if (!isSegment && network === null) open.push('network: that of the real servers, which no address here tells');
  else if (!isSegment && (gateway?.prefixLength ?? 32) === 32)
    remarks.push(
      'the network is taken for it because the real servers lie in it: no file says it, so check its length',
    );
  return {
    settings: {
      ...(instance?.interface !== undefined && instance.interface !== null && { interface: instance.interface.value }),
      ...(!isSegment && { network: network ?? toFillIn }),
      ...(network6 !== null && { network6 }),
      gateway: gateway?.address ?? toFillIn,
      ...((gateway6 !== undefined || needsSix) && { gateway6: gateway6?.address ?? toFillIn }),
    },
    open,
    remarks,
  };
}

function networkFor(
  gateway: { readonly address: string; readonly prefixLength: number | null } | undefined,
  servers: readonly string[],
  length: number,
): string | null {
  const full = length === 24 ? 32 : 128;
  if (gateway !== undefined && gateway.prefixLength !== null && gateway.prefixLength !== full)
    return networkOf(gateway.address, gateway.prefixLength);
  const [first, ...rest] = [...(gateway === undefined ? [] : [gateway.address]), ...servers];
  if (first === undefined) return null;
  const network = networkOf(first, length);
  return rest.every((address) => contains(network, address)) ? network : null;
}
