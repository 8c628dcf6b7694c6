import { familyOf, wholeLength } from './address.ts';
import type { Cluster, Director, Vip } from './cluster.ts';
import { gatewaysOf } from './floating-addresses.ts';
import { isOneArmed } from './inside.ts';

/**
 * One instance of VRRP of a cluster. IPv4 and IPv6 need one each (RFC 5798, 1.1: an instance has one family), and so does the
 * inside network of NAT; a sync group holds them together, so that all addresses are on one director.
 */
export interface VrrpInstance {
  readonly name: string;
  readonly family: 4 | 6;
  /** Which network it speaks on. */
  readonly side: 'segment' | 'inside';
  /** The number may be the same on all: another family or another network is another virtual router. */
  readonly virtualRouterId: number;
  /** VIPs with their labels, or gateways of the inside. */
  readonly addresses: readonly Pick<Vip, 'address' | 'prefixLength' | 'label'>[];
}

/** @returns the instances of a cluster under keepalived, the one that has the cluster's name first; none in the standalone form. */
export function vrrpInstances(cluster: Cluster): readonly VrrpInstance[] {
  const { vrrp, vips } = cluster;
  if (vrrp === null) return [];
  const { instance, virtualRouterId } = vrrp;
  const ofGateways = gatewaysOf(cluster).map(({ address }) => ({
    address,
    prefixLength: wholeLength(address),
    label: null,
  }));
  const onSegment = [...vips, ...(isOneArmed(cluster) ? ofGateways : [])];
  const onInside = isOneArmed(cluster) ? [] : ofGateways;
  const ofFamily = (family: 4 | 6, addresses: typeof onSegment) =>
    addresses.filter(({ address }) => familyOf(address) === family);
  const all: readonly VrrpInstance[] = [
    { name: instance, family: 4, side: 'segment', virtualRouterId, addresses: ofFamily(4, onSegment) },
    { name: `${instance}_6`, family: 6, side: 'segment', virtualRouterId, addresses: ofFamily(6, onSegment) },
    { name: `${instance}_in`, family: 4, side: 'inside', virtualRouterId, addresses: ofFamily(4, onInside) },
    { name: `${instance}_in6`, family: 6, side: 'inside', virtualRouterId, addresses: ofFamily(6, onInside) },
  ];
  return all.filter(({ addresses }) => addresses.length > 0);
}

/** @returns the name of the group that holds the instances together, or null where there is but one. */
export function syncGroupOf(cluster: Cluster): string | null {
  return vrrpInstances(cluster).length > 1 ? `${cluster.vrrp?.instance ?? ''}_all` : null;
}

/** @returns the interface on which a director speaks as that instance. */
export function interfaceOf({ side }: VrrpInstance, director: Director, { inside }: Cluster): string {
  return side === 'inside' && inside !== null ? inside.interface : director.interface;
}
