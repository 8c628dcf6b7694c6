import { vrrpInstances } from '../../cluster/vrrp-instances.ts';
import type { Check, Verdict } from '../check.ts';
import { deployTo, restartKeepalived } from '../repairs.ts';
import { askVrrp, prefixFor, watchedDirectors, type WatchedDirector } from '../vrrp-watch.ts';

/** The running keepalived has the priority of the model, and nothing takes from it: a switch-over that was not ended. */
export const vrrpPriorities: Check = {
  id: 'vrrp-priorities',
  title: 'each keepalived runs with its own priority, and none stands aside',
  step: '15',
  severity: 'warning',
  source: 'keepalived.conf(5), priority and track_file',
  asks: askVrrp,
  judge: (cluster, answer) =>
    vrrpInstances(cluster).flatMap((instance) =>
      watchedDirectors(cluster, instance, answer).flatMap((one) => judgePriority(one, prefixFor(cluster, instance))),
    ),
};

function judgePriority(
  { director: { name: host, priority }, watch }: WatchedDirector,
  prefix: string,
): readonly Verdict[] {
  const { instance } = watch;
  if (instance?.priority == null) return [];
  const { priority: base, effectivePriority: effective } = instance;
  const expected = `${prefix}priority ${priority} in force`;
  if (base !== priority) {
    const found = `it runs with priority ${base}`;
    // The file may be right and not loaded, or wrong: the run mends the one, and the restart the other.
    return [{ host, outcome: 'failed', expected, found, repair: `${deployTo(host)}; ${restartKeepalived(host)}` }];
  }
  if (effective !== null && effective !== base) {
    const found = `priority ${base}, of which ${effective} is in force: a tracked file or script takes from it`;
    return [{ host, outcome: 'failed', expected, found, repair: deployTo(host) }];
  }
  return [{ host, outcome: 'ok', expected, found: `priority ${base}` }];
}
