import { checkRules } from './health-checks.ts';
import { hostRules } from './hosts.ts';
import { methodRules } from './methods.ts';
import { persistenceRules } from './persistence.ts';
import { quorumRules } from './quorums.ts';
import type { Rule } from './rule.ts';
import { schedulerRules } from './schedulers.ts';
import { standaloneRules } from './standalone.ts';
import { syncRules } from './sync-daemon.ts';
import { vipRules } from './vips.ts';
import { vrrpRules } from './vrrp.ts';

/** Every rule, in the order of docs/lint.md. */
export const rules: readonly Rule[] = [
  ...schedulerRules,
  ...persistenceRules,
  ...checkRules,
  ...quorumRules,
  ...methodRules,
  ...vipRules,
  ...vrrpRules,
  ...syncRules,
  ...hostRules,
  ...standaloneRules,
];

/** @returns the rule of that name, or undefined. */
export function findRule(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
