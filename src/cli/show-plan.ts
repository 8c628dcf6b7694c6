import type { Plan } from '../engine/index.ts';
import { toJson } from '../report/json.ts';
import { planData } from '../report/plan-json.ts';
import { renderPlan } from '../report/plan-text.ts';
import type { Verbosity } from '../report/verbosity.ts';
import type { Io } from './io.ts';

export interface PlanForm {
  readonly json: boolean;
  readonly verbosity?: Verbosity | undefined;
}

/** Prints a plan: for a person, or as one line of JSON. */
export function showPlan(plan: Plan, { stdout, colour }: Io, { json, verbosity }: PlanForm): void {
  stdout.write(json ? `${toJson({ type: 'plan', plan: planData(plan) })}\n` : renderPlan(plan, { colour, verbosity }));
}
