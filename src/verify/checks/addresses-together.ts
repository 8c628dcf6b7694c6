import type { Check, Verdict } from '../check.ts';
import { floatingAddresses } from '../../cluster/floating-addresses.ts';
import { askAddresses } from '../host-addresses.ts';
import { restartKeepalived } from '../repairs.ts';
import { cannotTell } from '../verdict.ts';
import { findHolders } from '../vip-holders.ts';

/**
 * All VIPs and gateways are on one director: a connection by NAT comes in by the one and its answers go back by the other, and
 * a director that has lost one network has to give up both.
 */
export const addressesTogether: Check = {
  id: 'addresses-together',
  title: 'all VIPs and gateways are on the same director',
  step: '17',
  severity: 'critical',
  source: 'keepalived.conf(5), vrrp_sync_group',
  asks: (cluster) =>
    floatingAddresses(cluster).length < 2 || cluster.form === 'standalone'
      ? []
      : cluster.directors.map(({ name }) => askAddresses(name)),
  judge: (cluster, answer): readonly Verdict[] => {
    const floating = floatingAddresses(cluster);
    if (floating.length < 2 || cluster.form === 'standalone') return [];
    const places = floating.map(({ address }) => ({ address, ...findHolders(cluster, { address }, answer) }));
    const evidence = places.map((place) => place.evidence).join('\n');
    const expected = `${floating.map(({ address }) => address).join(', ')} on one director`;
    // None or two of one address is what the checks of owners speak of.
    const single = places.flatMap(({ address, holders: [holder, second] }) =>
      holder === undefined || second !== undefined ? [] : [{ address, name: holder.name }],
    );
    const names = [...new Set(single.map(({ name }) => name))];
    const [first] = names;
    if (first === undefined)
      return [{ host: null, expected, ...cannotTell('nobody is seen with any of them'), evidence }];
    if (names.length === 1) return [{ host: null, outcome: 'ok', expected, found: `all on ${first}`, evidence }];
    const found = names
      .map((name) => `${single.flatMap((one) => (one.name === name ? [one.address] : [])).join(', ')} on ${name}`)
      .join('; ');
    const backup = cluster.directors.findLast(({ name }) => names.includes(name));
    return [
      { host: null, outcome: 'failed', expected, found, evidence, repair: restartKeepalived(backup?.name ?? first) },
    ];
  },
};
