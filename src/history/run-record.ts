import * as z from 'zod';
import type { RunEvent, RunSummary } from '../engine/event.ts';
import type { Plan } from '../engine/plan.ts';
import { LvsdeployError } from '../errors.ts';
import { eventRecord, summaryRecord } from './event-record.ts';
import { errorRecord, name, planRecord } from './plan-record.ts';
import type { RunHead } from '../report/run-json.ts';

/** A recorded run: as much of it as was written, and can be read. */
export interface RunRecord {
  readonly file: string;
  readonly head: RunHead;
  /** Null when the record breaks off before it. */
  readonly plan: Plan | null;
  /** What happened, as it happened. */
  readonly happened: readonly (RunEvent | RunNote)[];
  readonly summary: RunSummary | null;
  /** Null while the run goes on, and when it died. */
  readonly end: RunEnd | null;
  /** When the last line was written. */
  readonly last: string;
  /** Numbers of the lines that say nothing. */
  readonly unreadable: readonly number[];
}

/** A line that the reporter showed and that is no event. */
export interface RunNote {
  readonly type: 'note';
  readonly text: string;
}

export interface RunEnd {
  readonly exitCode: number;
  readonly milliseconds: number;
  /** What ended the run before it had a summary. */
  readonly error?: LvsdeployError;
}

const strings = z.array(z.string());

const headRecord = z.object({
  id: name,
  who: z.string(),
  what: z.string(),
  since: z.iso.datetime(),
  process: z
    .object({
      pid: z.number(),
      startTime: z.string(),
      bootId: z.string(),
      machine: z.string(),
      namespace: z.string(),
    })
    .nullable(),
  program: z.string(),
  cwd: z.string().nullable(),
  playbook: z.string(),
  keptPlan: z.string().exactOptional(),
  inventory: z.string(),
  limit: z.string().exactOptional(),
  tags: strings.exactOptional(),
  skipTags: strings.exactOptional(),
  discardChanges: z.boolean().exactOptional(),
});

const firstLine = z.object({ type: z.literal('run'), version: z.literal(1) });

const timed = z.object({ time: z.iso.datetime() });

const line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('plan'), plan: planRecord }),
  z.object({ type: z.literal('note'), text: z.string() }),
  z.object({
    type: z.literal('end'),
    exitCode: z.number(),
    milliseconds: z.number(),
    error: errorRecord.exactOptional(),
  }),
  summaryRecord,
  eventRecord,
]);

/**
 * @param file where the text is from.
 * @throws LvsdeployError when not even the first line says what run it is of.
 */
export function parseRecord(text: string, file: string): RunRecord {
  const [first = '', ...rest] = text.replace(/\n$/, '').split('\n');
  const head = readHead(first, file);
  const lines = rest.map((each, index) => ({ number: index + 2, data: readJson(each) }));
  const parsed = lines.map(({ number, data }) => ({ number, said: line.safeParse(data).data }));
  const said = parsed.flatMap((each) => each.said ?? []);
  const one = <Type extends Line['type']>(type: Type) =>
    said.find((each): each is Line & { readonly type: Type } => each.type === type);
  return {
    file,
    head,
    plan: one('plan')?.plan ?? null,
    happened: said.filter((each) => each.type !== 'plan' && each.type !== 'summary' && each.type !== 'end'),
    summary: one('summary')?.summary ?? null,
    end: one('end') ?? null,
    last:
      lines.map(({ data }) => timed.safeParse(data).data?.time).findLast((time) => time !== undefined) ?? head.since,
    unreadable: parsed.flatMap(({ number, said: it }) => (it === undefined ? [number] : [])),
  };
}

/** @returns the lines of a record as data; one that was only half written is left out. */
export function recordData(text: string): readonly unknown[] {
  return text
    .split('\n')
    .map(readJson)
    .filter((data) => data !== undefined);
}

type Line = z.infer<typeof line>;

function readHead(text: string, file: string): RunHead {
  const data = readJson(text);
  const { data: head, error: cause } = headRecord.safeParse(data);
  if (head !== undefined && firstLine.safeParse(data).success) return head;
  throw new LvsdeployError('no record of a run begins here, or one of another version', {
    place: `${file}:1`,
    hint: 'Nothing but the history needs the file.',
    cause,
  });
}

/** @returns undefined, which is no JSON, for what is none. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
