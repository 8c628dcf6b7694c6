import type { Plan } from '../engine/index.ts';
import { toJson } from '../report/json.ts';
import { planData } from '../report/plan-json.ts';
import { renderPlan } from '../report/plan-text.ts';
import type { Io } from './io.ts';

/** Prints a plan: for a person, or as one line of JSON. */
export function showPlan(plan: Plan, { stdout, colour }: Io, { json }: { readonly json: boolean }): void {
  stdout.write(json ? `${toJson({ type: 'plan', plan: planData(plan) })}\n` : renderPlan(plan, { colour }));
}
