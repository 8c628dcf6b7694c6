import { measureShares } from '../shares/measure-shares.ts';
import type { Measurement } from '../scenario.ts';

/** Who gets how much, as scheduler and weights promise. */
export const shares: Measurement = {
  name: 'shares',
  title: 'measure the share that each real server gets, and strike nothing',
  measure: measureShares,
};
