import type { Observation, Observed, Reading, ReadingKind, Resource } from '../resources/resource.ts';
import type { Snippet, SnippetResult } from '../shell/session.ts';
import { sh } from '../shell/shell.ts';

/** All readings of one kind that a host's resources ask for, each once. */
export interface BulkReading {
  readonly kind: ReadingKind;
  readonly keys: readonly unknown[];
}

/** @returns one bulk reading for each kind, in the order the kinds are first asked for. */
export function bulkReadings(resources: readonly Resource[]): readonly BulkReading[] {
  const kinds = new Map<string, { kind: ReadingKind; keys: Map<string, unknown> }>();
  for (const { kind, key } of resources.flatMap(({ reads }) => reads)) {
    const bulk = kinds.get(kind.name) ?? { kind, keys: new Map<string, unknown>() };
    kinds.set(kind.name, bulk);
    bulk.keys.set(kind.keyOf(key), key);
  }
  return [...kinds.values()].map(({ kind, keys }) => ({ kind, keys: [...keys.values()] }));
}

/** @returns the snippets of the readings; each exits 0 and says its own exit status in its last line, so that none stops a batch. */
export function readingSnippets(readings: readonly BulkReading[]): readonly Snippet[] {
  return readings.map(({ kind, keys }) => ({
    name: `read ${kind.name}`,
    timeout: 300_000,
    isData: true,
    script: sh`( ${kind.compile(keys)}
)
printf '\n%s\n' "$?"`,
  }));
}

/** @param results the results of {@link readingSnippets} for the same readings, in the same order. */
export function observe(readings: readonly BulkReading[], results: readonly SnippetResult[]): Observed {
  const found = new Map(readings.map((reading, index) => [reading.kind.name, parse(reading, results[index])]));
  return <Key, Value>({ kind, key }: Reading<Key, Value>) => {
    const observation = found.get(kind.name)?.get(kind.keyOf(key));
    return (observation ?? {
      kind: 'unknown',
      reason: `the ${kind.name} reading says nothing of it`,
    }) as Observation<Value>;
  };
}

function parse({ kind, keys }: BulkReading, result: SnippetResult | undefined): ReadonlyMap<string, Observation> {
  const end = /\n(\d+)\n$/.exec(result?.stdout ?? '');
  if (result === undefined || end === null) {
    const reason = `the ${kind.name} reading did not finish: ${result?.stderr.trim() ?? 'it was not run'}`;
    return new Map(keys.map((key) => [kind.keyOf(key), { kind: 'unknown', reason }]));
  }
  return kind.parse({ status: Number(end[1]), stdout: result.stdout.slice(0, end.index), stderr: result.stderr }, keys);
}
