import type { PlannedTask } from './plan.ts';
import type { ReadHost, ReadPlay } from './plan-playbook.ts';

/**
 * What an earlier play changes on the same host a later one finds changed: a task that reads the same is pending until then,
 * whatever it found.
 * @param earlier the plays before this one.
 */
export function predictLater(earlier: readonly ReadPlay[], host: ReadHost): ReadHost {
  const changing = new Map<string, string>();
  for (const { tasks, planned } of earlier
    .flatMap(({ batches }) => batches.flat())
    .filter(({ name }) => name === host.name)) {
    tasks.forEach(({ resource }, index) => {
      if (planned[index]?.planned.state === 'converged') return;
      for (const reading of readingsOf(resource.reads)) changing.set(reading, resource.id);
    });
  }
  if (changing.size === 0) return host;
  const planned = host.planned.map((task, index): PlannedTask => {
    const after = readingsOf(host.tasks[index]?.resource.reads ?? []).flatMap((reading) => changing.get(reading) ?? []);
    return after.length === 0 ? task : { ...task, planned: { state: 'pending', after: [...new Set(after)] } };
  });
  return { ...host, planned };
}

function readingsOf(reads: ReadHost['tasks'][number]['resource']['reads']): readonly string[] {
  return reads.map(({ kind, key }) => `${kind.name} ${kind.keyOf(key)}`);
}
