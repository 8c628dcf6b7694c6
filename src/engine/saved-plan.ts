import { createHash, scryptSync } from 'node:crypto';
import * as z from 'zod';
import { agreedTasks, beyondAgreement, wordDifference, type Approval, type Difference } from './approval.ts';
import type { Plan } from './plan.ts';

const savedTask = z.strictObject({
  resource: z.string(),
  state: z.enum(['converged', 'differs', 'pending', 'unknown']),
  fingerprint: z.string().optional(),
});

/** A plan in a file: what it was made of and what was agreed to, but nothing of what a host or a file holds. */
export const savedPlan = z.strictObject({
  /** Of this format. */
  version: z.literal(1),
  /** Of the program. */
  program: z.string(),
  salt: z.string(),
  playbook: z.strictObject({ file: z.string(), digest: z.string() }),
  inventory: z.strictObject({ file: z.string(), digest: z.string() }),
  limit: z.string().optional(),
  tags: z.array(z.string()).optional(),
  skipTags: z.array(z.string()).optional(),
  discardChanges: z.boolean().optional(),
  plays: z.array(
    z.strictObject({
      name: z.string(),
      hosts: z.array(z.strictObject({ host: z.string(), tasks: z.array(savedTask) })),
    }),
  ),
});
export type SavedPlan = Readonly<z.infer<typeof savedPlan>>;

/** @returns what a saved plan keeps of the plays. */
export function savePlays({ plays }: Plan, salt: string): SavedPlan['plays'] {
  const fingerprint = fingerprintWith(salt);
  return plays.map(({ name, hosts }) => ({
    name,
    hosts: hosts.map(({ host, tasks }) => ({ host, tasks: [...agreedTasks(tasks, fingerprint)] })),
  }));
}

/** @returns the approval that a saved plan is. */
export function approvalOfSaved({ plays, salt }: SavedPlan): Approval {
  const fingerprint = fingerprintWith(salt);
  return {
    beyond(play, name, now) {
      const agreed = plays[play]?.hosts.find(({ host }) => host === name)?.tasks ?? [];
      return beyondAgreement(agreed, now, fingerprint);
    },
  };
}

/** @returns what has moved on since the plan was saved, a line each: hosts, playbook, inventory, program. */
export function whatMoved(
  saved: SavedPlan,
  now: Pick<SavedPlan, 'program' | 'playbook' | 'inventory'> & { readonly plan: Plan },
): readonly string[] {
  const approval = approvalOfSaved(saved);
  const files = (['playbook', 'inventory'] as const).filter((name) => saved[name].digest !== now[name].digest);
  const program =
    saved.program === now.program ? [] : [`lvsdeploy: the plan was made by ${saved.program}, this is ${now.program}`];
  const hosts = now.plan.plays.flatMap(({ hosts }, play) =>
    hosts.flatMap(({ host, tasks }) =>
      approval.beyond(play, host, tasks).map(({ role, resource }) => `${host}: ${role} › ${resource}`),
    ),
  );
  return [...program, ...files.map((name) => `${name}: ${now[name].file} was changed`), ...new Set(hosts)];
}

/** @returns a digest that says nothing of a secret in the text, be it short. */
export function slowDigest(text: string, salt: string): string {
  return scryptSync(text, salt, 16).toString('hex');
}

function fingerprintWith(salt: string): (planned: Difference) => string {
  return (planned) => {
    const text = wordDifference(planned);
    // A VRRP password has eight characters: who has the file could try them all against a fast digest.
    if (planned.actions.some(({ script }) => script.hasSecret)) return slowDigest(text, salt);
    return createHash('sha256').update(salt).update(text).digest('hex').slice(0, 32);
  };
}
