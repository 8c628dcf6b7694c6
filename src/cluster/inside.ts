import type { Cluster } from './cluster.ts';

/** @returns the gateway of the real servers of NAT in a family, or null where there is none. */
export function gatewayFor({ inside }: Pick<Cluster, 'inside'>, family: 4 | 6): string | null {
  return (family === 6 ? inside?.gateway6 : inside?.gateway) ?? null;
}

/** @returns whether that gateway is on the directors' interface of the segment: there is but one network. */
export function isOneArmed({ inside, directors }: Cluster): boolean {
  return inside !== null && directors.some((director) => director.interface === inside.interface);
}
