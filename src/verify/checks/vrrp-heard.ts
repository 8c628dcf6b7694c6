import type { Cluster } from '../../cluster/cluster.ts';
import { interfaceOf, vrrpInstances, type VrrpInstance } from '../../cluster/vrrp-instances.ts';
import type { Answer, Check, Question, Verdict } from '../check.ts';
import { onHost } from '../repairs.ts';
import { cannotTell } from '../verdict.ts';
import { askSources, sourcesOf, type Sources } from '../vrrp-sources.ts';
import { askVrrp, prefixFor, watchedDirectors, watchedSeconds, type WatchedDirector } from '../vrrp-watch.ts';
import { describeWatch } from './vrrp-senders.ts';

/** Each director hears those that send: one that hears nothing takes the VIP while the master still has it. */
export const vrrpHeard: Check = {
  id: 'vrrp-adverts-heard',
  title: 'the advertisements of the master reach the other directors',
  step: '15',
  severity: 'critical',
  source: 'keepalived(8), FIREWALL',
  asks: (cluster) => [...askVrrp(cluster), ...askSources(cluster)],
  judge: (cluster, answer) => vrrpInstances(cluster).flatMap((instance) => judgeInstance(cluster, instance, answer)),
};

function judgeInstance(
  cluster: Cluster,
  instance: VrrpInstance,
  answer: (question: Question) => Answer,
): readonly Verdict[] {
  const { vrrp } = cluster;
  if (vrrp === null) return [];
  const watched = watchedDirectors(cluster, instance, answer);
  const sources = sourcesOf(cluster, instance, answer);
  return watched.flatMap((sender) =>
    (sender.watch.counted?.sent ?? 0) === 0
      ? []
      : watched
          .filter(({ director }) => director !== sender.director)
          .map((listener): Verdict => {
            const host = listener.director.name;
            const expected = `${prefixFor(cluster, instance)}${host} hears ${sender.director.name}`;
            const device = interfaceOf(instance, listener.director, cluster);
            const finding = judgePair(sender, listener, sources, { seconds: watchedSeconds(vrrp), device });
            return { host, expected, ...finding, evidence: describeWatch([sender, listener]) };
          }),
  );
}

function judgePair(
  sender: WatchedDirector,
  { director, watch }: WatchedDirector,
  sources: Sources,
  { seconds, device }: { readonly seconds: number; readonly device: string },
): Omit<Verdict, 'host' | 'expected'> {
  const { name: from } = sender.director;
  const { heard, counted } = watch;
  const taken = counted === null ? 0 : counted.received + counted.refused.reduce((sum, [, count]) => sum + count, 0);
  const fromIt = heard?.filter(({ source }) => sources.directorOf(source)?.name === from).length;
  const arrived = sources.unknown.includes(sender.director) ? Math.max(taken, fromIt ?? 0) : (fromIt ?? taken);
  if (arrived > 0) return { outcome: 'ok', found: `${arrived} of them arrived in ${seconds.toFixed(1)} s` };
  if (heard === null && counted === null) return cannotTell(`nobody listened: ${watch.deaf}`);
  const found = `${from} sent ${sender.watch.counted?.sent ?? 0} advertisements in ${seconds.toFixed(1)} s, and none reached ${director.name}: a firewall or the switch drops them`;
  const rule = `nft list ruleset; iptables -S; tc filter show dev ${device} ingress`;
  const repair = `let IP protocol 112 through on both and on the switch; ${onHost(director.name, rule)}`;
  return { outcome: 'failed', found, repair };
}
