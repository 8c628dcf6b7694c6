import { sh } from '../../src/shell/shell.ts';
import type { Task } from '../../src/engine/plan.ts';
import type { Observation, Observed, Reading, ReadingKind, Resource } from '../../src/resources/resource.ts';

/** A reading of one value by name, for tests: what was observed is given, not asked. */
export const valueKind: ReadingKind<string, string> = {
  name: 'value',
  keyOf: (key) => key,
  compile: (keys) => sh`printf '%s\n' ${keys}`,
  parse: ({ stdout }, keys) => {
    const values = stdout.split('\n');
    return new Map(
      keys.map((key, index): [string, Observation<string>] => [key, { kind: 'found', value: values[index] ?? '' }]),
    );
  },
};

/** @returns a resource that wants `wanted` for its name. */
export function valueResource(name: string, wanted: string, more: Partial<Resource> = {}): Resource {
  const reading: Reading<string, string> = { kind: valueKind, key: name };
  return {
    id: `value:${name}`,
    reads: [reading],
    compare(observed) {
      const found = observed(reading);
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      const from = found.kind === 'found' ? found.value : null;
      if (from === wanted) return { state: 'converged' };
      return {
        state: 'differs',
        changes: [{ what: 'value', from, to: wanted, format: 'value' }],
        actions: [{ description: `set ${name}`, script: sh`echo ${wanted}` }],
      };
    },
    ...more,
  };
}

/** @returns the observation of a state that is given as data. */
export function observed(state: Readonly<Record<string, string | null>>): Observed {
  return <Key, Value>({ kind, key }: Reading<Key, Value>) => {
    const name = kind.keyOf(key);
    const value = state[name];
    if (value === undefined) return { kind: 'unknown', reason: `${name} cannot be read` };
    return (value === null ? { kind: 'absent' } : { kind: 'found', value }) as Observation<Value>;
  };
}

/** @returns the resources as tasks of one role. */
export function tasksOf(...resources: readonly Resource[]): readonly Task[] {
  return resources.map((resource) => ({ role: 'role', resource }));
}
