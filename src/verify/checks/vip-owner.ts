import type { Cluster } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import type { Answer, Check, Question, Verdict } from '../check.ts';
import { askAddresses } from '../host-addresses.ts';
import { deployTo, restartKeepalived } from '../repairs.ts';
import { cannotTell, type Finding } from '../verdict.ts';
import { findHolders, listNames, type VipHolders } from '../vip-holders.ts';

/** Every VIP is on one director: not on none, and never on two, which would both answer ARP for it. */
export const vipOwner: Check = {
  id: 'vip-has-one-owner',
  title: 'every VIP is on exactly one director',
  step: '17',
  severity: 'critical',
  asks: ({ directors }) => directors.map(({ name }) => askAddresses(name)),
  judge: judgeOwners,
};

/**
 * The same as a gate of a rollout: before the first director of a cluster is deployed nobody holds the VIP, and there is
 * no service yet that the next step could harm.
 */
export const vipHasOneOwner: Check = {
  ...vipOwner,
  asks: (cluster) => [...vipOwner.asks(cluster), ...cluster.directors.map(({ name }) => askDeployed(name))],
  judge: (cluster, answer) => {
    const isBare = cluster.directors.every(({ name }) => saysNotDeployed(answer(askDeployed(name))));
    const isHeld = cluster.vips.some((vip) => findHolders(cluster, vip, answer).holders.length > 0);
    if (!isBare || isHeld) return judgeOwners(cluster, answer);
    return [
      {
        host: null,
        outcome: 'ok',
        expected: 'no director serves yet',
        found: 'no director has /sbin/lvsdr.sh or a VIP',
      },
    ];
  },
};

function askDeployed(host: string): Question {
  return { host, script: sh`if [ -e /sbin/lvsdr.sh ]; then echo deployed; else echo 'not deployed'; fi` };
}

function saysNotDeployed(answer: Answer): boolean {
  return answer.kind === 'answered' && answer.status === 0 && answer.stdout.trim() === 'not deployed';
}

function judgeOwners(cluster: Cluster, answer: (question: Question) => Answer): readonly Verdict[] {
  return cluster.vips.map(({ address }) => judgeOwner(address, cluster, answer));
}

/** Holds who has an address against that exactly one director has to. */
export function judgeOwner(address: string, cluster: Cluster, answer: (question: Question) => Answer): Verdict {
  const found = findHolders(cluster, { address }, answer);
  const expected = `${address} on exactly one of ${listNames(cluster.directors)}`;
  return { host: null, expected, ...judgeHolders(address, found, cluster), evidence: found.evidence };
}

function judgeHolders(
  address: string,
  { holders, others, unreachable, unclear }: VipHolders,
  { form, directors }: Cluster,
): Finding {
  const [holder, second] = holders;
  const silent = [...unreachable, ...unclear];
  if (second !== undefined) {
    const found = `${listNames(holders)} hold ${address} at the same time: clients reach one or the other by chance`;
    // Restarted, keepalived takes away what is not its to hold, unless it does not hear its peer.
    const wrong = holders.filter((one) => one !== directors[0]).map(({ name }) => restartKeepalived(name));
    const repair = `${wrong.join(', then ')}; where the VRRP checks fail too, let VRRP through first`;
    return { outcome: 'failed', found, repair };
  }
  if (holder === undefined && silent.length === 0) {
    const found = `nobody holds ${address}: it is on no interface of ${listNames(others)}`;
    const [first] = others;
    const start =
      first === undefined ? 'lvsdeploy run playbooks/site.ts' : deployTo(others.map(({ name }) => name).join(','));
    const repair =
      form === 'ha' && first !== undefined ? `${start}; if they run, ${restartKeepalived(first.name)}` : start;
    return { outcome: 'failed', found, repair };
  }
  if (holder === undefined) {
    const seen = others.length === 0 ? '' : `it is not on ${listNames(others)}, and `;
    return cannotTell(`${seen}${listNames(silent)} did not say whether it is there`);
  }
  // A director that is gone is what failover is for, and hosts-reachable names it; one that is there must say.
  if (unclear.length > 0) return cannotTell(`${holder.name} holds ${address}, and ${listNames(unclear)} did not say`);
  const gone = unreachable.length === 0 ? '' : ` (${listNames(unreachable)} cannot be reached)`;
  return { outcome: 'ok', found: `${holder.name} holds ${address}${gone}` };
}
