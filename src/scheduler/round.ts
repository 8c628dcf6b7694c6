/** How often each server is chosen in one round of a scheduler that takes turns. */
export interface Round {
  readonly parts: ReadonlyMap<string, number>;
  /** Connections in a round. */
  readonly length: number;
}

/** @returns the round of wrr: each weight divided by the greatest common divisor of all (ip_vs_wrr.c); with weights of 1, of rr. */
export function roundOf(servers: readonly { readonly name: string; readonly weight: number }[]): Round {
  const inService = servers.filter(({ weight }) => weight > 0);
  const divisor = divisorOf(inService.map(({ weight }) => weight));
  const parts = new Map(inService.map(({ name, weight }) => [name, weight / divisor]));
  return { parts, length: [...parts.values()].reduce((sum, part) => sum + part, 0) };
}

/** @returns the greatest common divisor of the weights above 0; 1 when there are none (`ip_vs_wrr_gcd_weight`). */
export function divisorOf(weights: readonly number[]): number {
  return weights.filter((weight) => weight > 0).reduce(greatestCommonDivisor, 0) || 1;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
