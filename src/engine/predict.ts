import type { Resource } from '../resources/resource.ts';
import type { PlannedTask } from './plan.ts';
import type { ReadHost, ReadPlay } from './plan-playbook.ts';

/**
 * What an earlier play changes on the same host a later one finds changed: a task that reads the same is pending until then,
 * whatever it found; so is, after a reboot, one that reads what is not on the disk.
 * @param earlier the plays before this one.
 */
export function predictLater(earlier: readonly ReadPlay[], host: ReadHost): ReadHost {
  const changing = new Map<string, string>();
  const reboots: string[] = [];
  for (const { tasks, planned } of earlier
    .flatMap(({ batches }) => batches.flat())
    .filter(({ name }) => name === host.name)) {
    tasks.forEach(({ resource }, index) => {
      if (planned[index]?.planned.state === 'converged') return;
      for (const reading of readingsOf(resource)) changing.set(reading, resource.id);
      if (resource.mayReboot === true) reboots.push(resource.id);
    });
  }
  if (changing.size === 0) return host;
  const planned = host.planned.map((task, index): PlannedTask => {
    const resource = host.tasks[index]?.resource;
    if (resource === undefined) return task;
    const changed = readingsOf(resource).flatMap((reading) => changing.get(reading) ?? []);
    const after = [...changed, ...(isAllOnDisk(resource) ? [] : reboots)];
    return after.length === 0 ? task : { ...task, planned: { state: 'pending', after: [...new Set(after)] } };
  });
  return { ...host, planned };
}

function isAllOnDisk({ reads }: Resource): boolean {
  return reads.every(({ kind }) => kind.outlastsReboot === true);
}

function readingsOf({ reads }: Resource): readonly string[] {
  return reads.map(({ kind, key }) => `${kind.name} ${kind.keyOf(key)}`);
}
