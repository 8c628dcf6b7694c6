import type * as z from 'zod';
import { didYouMean } from './nearest.ts';
import type { Path } from './problem.ts';
import { type ClusterSettings, type InventorySettings, cluster, inventory } from './schema.ts';
import { show } from './values.ts';

/** What is wrong with the shape of an inventory: at a key, or at a value. */
export interface Misfit {
  readonly path: Path;
  readonly part: 'key' | 'value';
  readonly message: string;
}

export interface Shaped {
  /** Null when the file as a whole does not have the shape. */
  readonly settings: InventorySettings | null;
  /** Those clusters that do, so that what is wrong inside them is named in the same run. */
  readonly clusters: Readonly<Record<string, ClusterSettings>>;
  readonly misfits: readonly Misfit[];
}

/** Holds the data of an inventory file against the schema, and fills in the defaults of single values. */
export function shapeInventory(data: unknown): Shaped {
  const result = inventory.safeParse(data, { error: explain });
  if (result.success) return { settings: result.data, clusters: result.data.clusters, misfits: [] };
  const misfits = result.error.issues.flatMap(toMisfits);
  const isSound = (name: string) =>
    !misfits.some(({ path }) => path[0] === 'clusters' && (path.length === 1 || path[1] === name));
  const clusters: Record<string, ClusterSettings> = {};
  for (const [name, value] of Object.entries((data as { clusters?: object } | null)?.clusters ?? {})) {
    const parsed = isSound(name) ? cluster.safeParse(value) : null;
    if (parsed?.success === true) clusters[name] = parsed.data;
  }
  return { settings: null, clusters, misfits };
}

const kinds: Readonly<Record<string, string>> = {
  object: 'a map (key: value)',
  record: 'a map (name: …)',
  array: 'a list',
};

/** Words for the faults that no value has its own for: a map or list that is none, and keys that a map does not know. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  // The known keys are all that the issue of an unknown key lacks; toMisfits makes a sentence of them.
  if (issue.code === 'unrecognized_keys') return Object.keys((issue.inst as z.ZodObject).shape).join(', ');
  if (issue.code !== 'invalid_type') return undefined;
  const what = kinds[issue.expected] ?? issue.expected;
  return issue.input === undefined ? `missing; expected ${what}` : `found ${show(issue.input)}; expected ${what}`;
}

function toMisfits(issue: z.core.$ZodIssue): Misfit[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(', ');
    return issue.keys.map((key) => ({
      path: [...path, key],
      part: 'key',
      message: `unknown key${didYouMean(key, known)}; expected ${issue.message}`,
    }));
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path, part: 'key', message }));
  return [{ path, part: 'value', message: issue.message }];
}
