import * as z from 'zod';
import { errorRecord, name } from './plan-record.ts';

/** The way back from the lines of `jsonReporter`. Keys that another version added are left out. */

const play = z.string();

const hostSummary = {
  host: name,
  changed: z.number(),
  outcome: z.enum(['ok', 'failed', 'unreachable', 'interrupted', 'not run']),
  milliseconds: z.number(),
  roundTrips: z.number(),
  error: errorRecord.exactOptional(),
};

const verdict = z.object({
  host: name.nullable(),
  outcome: z.enum(['ok', 'failed', 'cannot tell']),
  expected: z.string(),
  found: z.string(),
  evidence: z.string().exactOptional(),
  repair: z.string().exactOptional(),
});

/** An event of a run; what a task printed on its way is not recorded. */
export const eventRecord = z.discriminatedUnion('type', [
  z.object({ type: z.literal('play-started'), play, hosts: z.array(name) }),
  z.object({ type: z.literal('order-changed'), play, hosts: z.array(name) }),
  z.object({ type: z.literal('host-started'), play, host: name }),
  z.object({ type: z.literal('host-note'), host: name, text: z.string(), until: z.number().exactOptional() }),
  z.object({
    type: z.literal('task-done'),
    play,
    host: name,
    role: name,
    resource: z.string(),
    outcome: z.enum(['changed', 'failed', 'not run']),
    milliseconds: z.number(),
    error: errorRecord.exactOptional(),
  }),
  z.object({ type: z.literal('host-done'), play, ...hostSummary }),
  z.object({ type: z.literal('gate-waiting'), play, checks: z.array(z.string()), until: z.number() }),
  z.object({ type: z.literal('gate-passed'), play, milliseconds: z.number() }),
  z.object({ type: z.literal('gate-failed'), play, verdicts: z.array(verdict) }),
]);

export const summaryRecord = z
  .object({
    type: z.literal('summary'),
    hosts: z.array(z.object(hostSummary)),
    ok: z.boolean(),
    error: errorRecord.exactOptional(),
  })
  .transform(({ type, ...summary }) => ({ type, summary }));
