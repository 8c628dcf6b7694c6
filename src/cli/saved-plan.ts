import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PlanChanged } from '../engine/errors.ts';
import type { PlannedRun } from '../engine/index.ts';
import { approvalOfSaved, savedPlan, savePlays, slowDigest, whatMoved, type SavedPlan } from '../engine/saved-plan.ts';
import { messageOf, UsageError } from '../errors.ts';
import type { PlanRequest } from './context.ts';
import { readVersion } from './version.ts';

/** A plan, what was asked for, and a digest of the files it came from. */
export interface PlanOrigin {
  readonly plan: PlannedRun['plan'];
  readonly request: PlanRequest;
  readonly playbook: SavedPlan['playbook'];
}

/** Writes a plan to a file of nobody but its owner. @throws UsageError when a host could not be read: it would be no plan of it. */
export function writePlan(file: string, { plan, request, playbook }: PlanOrigin): void {
  const unread = plan.plays.flatMap(({ failed }) => failed.map(({ host }) => host));
  if (unread.length > 0) {
    throw new UsageError(`the plan is not kept: ${[...new Set(unread)].join(', ')} could not be read`, {
      place: file,
      hint: 'Mend that, or leave those hosts out with --limit.',
    });
  }
  const salt = randomBytes(16).toString('hex');
  const { limit, tags, skipTags, discardChanges } = request;
  const saved: SavedPlan = {
    version: 1,
    ...identify(request, playbook, salt),
    salt,
    ...(limit !== undefined && { limit }),
    ...(tags && { tags: [...tags] }),
    ...(skipTags && { skipTags: [...skipTags] }),
    ...(discardChanges && { discardChanges }),
    plays: savePlays(plan, salt),
  };
  const temp = `${file}.${String(process.pid)}`;
  writeFileSync(temp, `${JSON.stringify(saved, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(temp, file);
}

/** @throws UsageError naming the file when it holds no plan that this program can read. */
export function readPlan(file: string): SavedPlan {
  try {
    return savedPlan.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const isThere = !(cause instanceof Error && 'code' in cause);
    throw new UsageError(isThere ? 'it is no plan of this version' : `cannot read the plan: ${messageOf(cause)}`, {
      place: file,
      hint: 'Make one with `lvsdeploy plan PLAYBOOK --out FILE`.',
      cause,
    });
  }
}

/**
 * @param planned what is to be done now.
 * @returns the same, with the saved plan for all that was agreed to.
 * @throws PlanChanged listing what moved on since the plan was saved.
 */
export function holdToPlan(
  file: string,
  saved: SavedPlan,
  { request, playbook, planned }: Omit<PlanOrigin, 'plan'> & { readonly planned: PlannedRun },
): PlannedRun {
  const moved = whatMoved(saved, { ...identify(request, playbook, saved.salt), plan: planned.plan });
  if (moved.length > 0) {
    throw new PlanChanged(`this is not what the plan was made for any more:\n${moved.join('\n')}`, {
      place: file,
      hint: 'Nothing was changed. Make a new plan and look at it.',
    });
  }
  return { ...planned, apply: (emit, run) => planned.apply(emit, run, { approval: approvalOfSaved(saved) }) };
}

function identify(
  { inventory }: PlanRequest,
  playbook: SavedPlan['playbook'],
  salt: string,
): Pick<SavedPlan, 'program' | 'playbook' | 'inventory'> {
  return {
    program: readVersion(),
    playbook,
    // It may hold a password.
    inventory: { file: resolve(inventory), digest: slowDigest(readFileSync(inventory, 'utf8'), salt) },
  };
}
