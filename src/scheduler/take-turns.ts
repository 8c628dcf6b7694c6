import { divisorOf } from './round.ts';
import type { TableServer } from './table-server.ts';

/** Where a scheduler that takes turns stands: after which server of the table (-1: before the first), at which weight. */
export interface Turn {
  readonly last: number;
  readonly weight: number;
}

/** @returns the next server with a weight after the last one, as `ip_vs_rr_schedule` of ip_vs_rr.c chooses it. */
export function takeTurn(servers: readonly TableServer[], { last, weight }: Turn): Turn | null {
  for (let step = 1; step <= servers.length; step += 1) {
    const next = (last + step) % servers.length;
    if ((servers[next]?.weight ?? 0) > 0) return { last: next, weight };
  }
  return null;
}

/**
 * @returns where `ip_vs_wrr_init_svc` of ip_vs_wrr.c lets a new service begin: the highest weight, less the step but one, so
 * that the last pass is always for a weight of 1.
 */
export function firstWeightedTurn(servers: readonly TableServer[]): Turn {
  return { last: -1, weight: highestPass(servers) };
}

/**
 * @returns the choice of `ip_vs_wrr_schedule` of ip_vs_wrr.c: the table is gone through in passes, in each of which the
 * servers are chosen whose weight is that of the pass at least; the weight falls by the greatest common divisor from one
 * pass to the next, and begins anew after that for 1.
 */
export function takeWeightedTurn(servers: readonly TableServer[], turn: Turn): Turn | null {
  const step = divisorOf(servers.map(({ weight }) => weight));
  const highest = highestPass(servers);
  if (highest <= 0) return null;
  let { last, weight } = turn;
  for (;;) {
    const pass = weight;
    const next = servers.findIndex((server, index) => index > last && server.weight >= pass);
    if (next !== -1) return { last: next, weight };
    last = -1;
    weight = weight - step <= 0 ? highest : weight - step;
  }
}

function highestPass(servers: readonly TableServer[]): number {
  const weights = servers.map(({ weight }) => weight);
  return Math.max(0, ...weights) - (divisorOf(weights) - 1);
}
