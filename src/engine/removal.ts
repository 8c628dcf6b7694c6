import type { Comparison, Observation, Reading, ReadingKind, Resource } from '../resources/resource.ts';
import { manifestSnippet, parseManifest, takeBack, type ManifestEntry } from './manifest.ts';
import type { Task } from './plan.ts';

/** What may be taken back in a play. */
export interface RemovalScope {
  /** Ids of the resources that some play still wants on this host. */
  readonly wanted: ReadonlySet<string>;
  /** Names of the roles whose resources may go; null for any. */
  readonly roles: ReadonlySet<string> | null;
  /** Take back also what another hand changed since. */
  readonly discardChanges: boolean;
}

/** @returns tasks that take back what has left the model, the last that came first. */
export function removalTasks(manifest: readonly ManifestEntry[], scope: RemovalScope): readonly Task[] {
  return manifest
    .filter(({ id, role }) => !scope.wanted.has(id) && (scope.roles === null || scope.roles.has(role)))
    .toSorted((a, b) => b.order - a.order)
    .map((entry) => ({ role: entry.role, resource: removal(entry, scope.discardChanges) }));
}

function removal({ id, detached }: ManifestEntry, discardChanges: boolean): Resource {
  const reading: Reading<string, ManifestEntry> = { kind: entryKind, key: id };
  return {
    id: `removal:${id}`,
    reads: [reading],
    compare: (observed): Comparison => {
      const found = observed(reading);
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      if (found.kind === 'absent') return { state: 'converged' };
      if (found.value.isChangedByHand && !discardChanges) {
        const reason =
          'it left the model, but another hand changed it since it was written: keep a copy and give --discard-changes';
        return { state: 'unknown', reason };
      }
      const from = found.value.isChangedByHand ? 'here, changed by another hand' : 'here';
      return {
        state: 'differs',
        changes: [{ what: 'left the model', from, to: null, format: 'value' }],
        actions: [{ description: `take back ${id}`, script: takeBack(id), ...(detached && { detached }) }],
      };
    },
  };
}

const entryKind: ReadingKind<string, ManifestEntry> = {
  name: 'manifest',
  keyOf: (id) => id,
  compile: () => manifestSnippet.script,
  parse: ({ status, stdout, stderr }, ids) => {
    const entries = new Map(parseManifest(stdout).map((entry) => [entry.id, entry]));
    const observe = (id: string): Observation<ManifestEntry> => {
      const entry = entries.get(id);
      if (entry !== undefined) return { kind: 'found', value: entry };
      return status === 0
        ? { kind: 'absent' }
        : { kind: 'unknown', reason: `the manifest cannot be read: ${stderr.trim()}` };
    };
    return new Map(ids.map((id) => [id, observe(id)]));
  },
};
