import type { Check, Verdict } from '../check.ts';
import { onHost } from '../repairs.ts';
import { cannotTell } from '../verdict.ts';
import { askVrrp, watchedDirectors, watchedSeconds, type WatchedDirector } from '../vrrp-watch.ts';
import { describeWatch } from './vrrp-senders.ts';

/** Each director hears those that send: one that hears nothing takes the VIP while the master still has it. */
export const vrrpHeard: Check = {
  id: 'vrrp-adverts-heard',
  title: 'the advertisements of the master reach the other directors',
  step: '15',
  severity: 'critical',
  source: 'keepalived(8), FIREWALL',
  asks: askVrrp,
  judge: (cluster, answer) => {
    const { vrrp } = cluster;
    if (vrrp === null) return [];
    const watched = watchedDirectors(cluster, answer);
    return watched.flatMap((sender) =>
      (sender.watch.counted?.sent ?? 0) === 0
        ? []
        : watched
            .filter(({ director }) => director !== sender.director)
            .map((listener): Verdict => {
              const host = listener.director.name;
              const expected = `${host} hears ${sender.director.name}`;
              const finding = judgePair(sender, listener, watchedSeconds(vrrp));
              return { host, expected, ...finding, evidence: describeWatch([sender, listener]) };
            }),
    );
  },
};

function judgePair(
  sender: WatchedDirector,
  { director, watch }: WatchedDirector,
  seconds: number,
): Omit<Verdict, 'host' | 'expected'> {
  const { name: from, address } = sender.director;
  const { heard, counted } = watch;
  const taken = counted === null ? 0 : counted.received + counted.refused.reduce((sum, [, count]) => sum + count, 0);
  const arrived = heard?.filter(({ source }) => source === address).length ?? taken;
  if (arrived > 0) return { outcome: 'ok', found: `${arrived} of them arrived in ${seconds.toFixed(1)} s` };
  if (heard === null && counted === null) return cannotTell(`nobody listened: ${watch.deaf}`);
  const found = `${from} sent ${sender.watch.counted?.sent ?? 0} advertisements in ${seconds.toFixed(1)} s, and none reached ${director.name}: a firewall or the switch drops them`;
  const rule = `nft list ruleset; iptables -S; tc filter show dev ${director.interface} ingress`;
  const repair = `let IP protocol 112 through on both and on the switch; ${onHost(director.name, rule)}`;
  return { outcome: 'failed', found, repair };
}
