import type { Cluster } from '../cluster/cluster.ts';
import { Interrupted } from '../engine/errors.ts';

/** @returns the error of a drill that nobody wants to go on; what was struck is put back before anybody is told. */
export function drillInterrupted({ name }: Cluster): Interrupted {
  return new Interrupted('the drill was interrupted', {
    place: name,
    hint: 'What it had struck was put back; `lvsdeploy verify` tells whether all is well. Then run it again.',
  });
}
