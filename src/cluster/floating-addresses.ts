import type { Cluster } from './cluster.ts';
import { gatewayFor } from './inside.ts';

/** An address that moves between the directors. */
export interface FloatingAddress {
  readonly address: string;
  /** What it is for: clients, or the real servers of NAT. */
  readonly use: 'VIP' | 'gateway';
}

/** @returns the addresses that move together: the VIPs, and the gateways of the inside. */
export function floatingAddresses({ vips, inside }: Cluster): readonly FloatingAddress[] {
  return [...vips.map(({ address }): FloatingAddress => ({ address, use: 'VIP' })), ...gatewaysOf({ inside })];
}

export function gatewaysOf({ inside }: Pick<Cluster, 'inside'>): readonly FloatingAddress[] {
  return ([4, 6] as const).flatMap((family) => {
    const address = gatewayFor({ inside }, family);
    return address === null ? [] : [{ address, use: 'gateway' } as const];
  });
}
