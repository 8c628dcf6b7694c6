import { followsPriorities, type Director, type Vip, type Vrrp } from '../../cluster/cluster.ts';
import type { Check, Verdict } from '../check.ts';
import { askAddresses } from '../host-addresses.ts';
import { askProcesses, runsKeepalived } from '../keepalived-process.ts';
import { deployTo, restartKeepalived } from '../repairs.ts';
import { findHolders, listNames } from '../vip-holders.ts';

/**
 * The owner of each VIP is the director with the highest priority of those that can be reached and run keepalived. With
 * `preempt: false` and `preemptDelay` it may be any of them, and nobody can see for how long yet.
 */
export const vipPriority: Check = {
  id: 'vip-owner-has-priority',
  title: 'the VIP is where the priorities want it',
  step: 'test 3',
  severity: 'warning',
  asks: ({ form, directors }) =>
    form === 'ha' ? directors.flatMap(({ name }) => [askAddresses(name), askProcesses(name)]) : [],
  judge: (cluster, answer, rolledOut) => {
    if (cluster.form !== 'ha') return [];
    return cluster.vips.flatMap((vip): readonly Verdict[] => {
      const { holders, unreachable, evidence } = findHolders(cluster, vip, answer);
      const [holder, second] = holders;
      // None or two is what vip-has-one-owner speaks of.
      if (holder === undefined || second !== undefined) return [];
      const wanted = cluster.directors
        .filter((director) => !unreachable.includes(director) && runsKeepalived(answer(askProcesses(director.name))))
        // One that has not had its turn follows the old model, in which the VIP may be another one.
        .filter(({ name }) => rolledOut?.includes(name) !== false)
        .reduce((best, director) => (director.priority > best.priority ? director : best), holder);
      const found = `${vip.address} on ${holder.name}, priority ${holder.priority}`;
      if (cluster.vrrp !== null && !followsPriorities(cluster.vrrp)) {
        const expected = expectedLater(vip, wanted, cluster.vrrp);
        return [{ host: null, outcome: 'ok', expected, found, evidence }];
      }
      const gone = unreachable.length === 0 ? '' : ` (${listNames(unreachable)} cannot be reached)`;
      const expected = `${vip.address} on ${wanted.name}, priority ${wanted.priority}${gone}`;
      if (wanted === holder) return [{ host: null, outcome: 'ok', expected, found, evidence }];
      // The one that is wanted may stand aside by its switch-over file: then a restart of the holder would only cut its clients off.
      const repair = `${deployTo(wanted.name)}, which ends a switch-over; if the VIP stays where it is, ${restartKeepalived(holder.name)}`;
      return [{ host: null, outcome: 'failed', expected, found, evidence, repair }];
    });
  },
};

function expectedLater({ address }: Vip, wanted: Director, { preemptDelay }: Vrrp): string {
  return preemptDelay === null
    ? `${address} on any director: who has it keeps it (preempt: false)`
    : `${address} on ${wanted.name}, priority ${wanted.priority}, or elsewhere until ${preemptDelay} s after it is back (preemptDelay)`;
}
