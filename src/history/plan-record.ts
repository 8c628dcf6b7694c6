import * as z from 'zod';
import type { Plan } from '../engine/plan.ts';
import { LvsdeployError } from '../errors.ts';
import { escapeLine } from '../escape.ts';
import { sh } from '../shell/shell.ts';

/** The way back from data to what the reports are made of. Keys that another version added are left out. */

/** A word that the reports print as it is, for the inventory has checked it; a file may say anything. */
export const name = z.string().transform(escapeLine);

/** The way back from `errorData`. */
export const errorRecord = z
  .object({
    name: z.string(),
    message: z.string(),
    place: z.string().exactOptional(),
    hint: z.string().exactOptional(),
  })
  .transform(({ name: ofClass, message, ...details }) =>
    Object.assign(new LvsdeployError(message, details), { name: ofClass }),
  );

const change = z.object({
  what: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  format: z.enum(['value', 'text']),
  secret: z.boolean().exactOptional(),
  apart: z.string().exactOptional(),
});

// What an action would run is not in the data: this one can only fail.
const action = z.string().transform((description) => ({ description, script: sh`exit 1` }));

const of = { role: name, resource: z.string() };

const task = z
  .discriminatedUnion('state', [
    z.object({ ...of, state: z.literal('converged') }),
    z.object({ ...of, state: z.literal('differs'), changes: z.array(change), actions: z.array(action) }),
    z.object({ ...of, state: z.literal('pending'), after: z.array(z.string()) }),
    z.object({ ...of, state: z.literal('unknown'), reason: z.string() }),
  ])
  .transform(({ role, resource, ...planned }) => ({ role, resource, planned }));

/** The way back from `planData`; for showing, not for carrying out. */
export const planRecord: z.ZodType<Plan> = z.object({
  playbook: z.string(),
  plays: z.array(
    z.object({
      name: z.string(),
      batches: z.array(z.array(name)),
      hosts: z.array(z.object({ host: name, tasks: z.array(task) })),
      failed: z.array(z.object({ host: name, error: errorRecord })),
    }),
  ),
});
