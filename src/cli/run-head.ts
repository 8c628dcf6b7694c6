import type { RunIdentity } from '../engine/run-identity.ts';
import type { RunHead } from '../report/run-json.ts';
import type { PlanRequest } from './context.ts';
import { workingFolder } from './io.ts';
import { readVersion } from './version.ts';

/** @returns what is said of a run that does what was asked for, from here. */
export function headOf(identity: RunIdentity, request: PlanRequest, keptPlan: string | undefined): RunHead {
  const { playbook, inventory, limit, tags, skipTags, discardChanges } = request;
  return {
    ...identity,
    program: readVersion(),
    cwd: workingFolder(),
    playbook,
    ...(keptPlan !== undefined && { keptPlan }),
    inventory,
    ...(limit !== undefined && { limit }),
    ...(tags && { tags }),
    ...(skipTags && { skipTags }),
    ...(discardChanges !== undefined && { discardChanges }),
  };
}
