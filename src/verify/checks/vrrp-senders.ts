import type { Cluster } from '../../cluster/cluster.ts';
import { vrrpInstances, type VrrpInstance } from '../../cluster/vrrp-instances.ts';
import type { Answer, Check, Question, Verdict } from '../check.ts';
import { cannotTell } from '../verdict.ts';
import { listNames } from '../vip-holders.ts';
import { askSources, sourcesOf } from '../vrrp-sources.ts';
import { askVrrp, prefixFor, watchedDirectors, type WatchedDirector } from '../vrrp-watch.ts';

/** One director advertises itself as the master of the VRID: two would both hold the VIP. */
export const vrrpOneSender: Check = {
  id: 'vrrp-has-one-sender',
  title: 'one director sends the advertisements of the VRID',
  step: '15',
  severity: 'critical',
  source: 'RFC 5798, 6.4.3',
  asks: (cluster) => [...askVrrp(cluster), ...askSources(cluster)],
  judge: (cluster, answer) => vrrpInstances(cluster).map((instance) => judgeSenders(cluster, instance, answer)),
};

function judgeSenders(cluster: Cluster, instance: VrrpInstance, answer: (question: Question) => Answer): Verdict {
  const { virtualRouterId } = instance;
  const watched = watchedDirectors(cluster, instance, answer);
  const { directorOf } = sourcesOf(cluster, instance, answer);
  const expected = `${prefixFor(cluster, instance)}advertisements of VRID ${virtualRouterId} from one director`;
  const senders = cluster.directors.filter(({ name }) =>
    watched.some(
      ({ director, watch }) =>
        (director.name === name && (watch.counted?.sent ?? 0) > 0) ||
        watch.heard?.some((one) => one.virtualRouterId === virtualRouterId && directorOf(one.source)?.name === name) ===
          true,
    ),
  );
  const evidence = describeWatch(watched);
  const [sender, second] = senders;
  if (second !== undefined) {
    const repair = 'let VRRP (IP protocol 112) through between the directors, then `lvsdeploy run playbooks/site.ts`';
    const found = `${listNames(senders)} both send them: each takes itself for the master`;
    return { host: null, outcome: 'failed', expected, found, evidence, repair };
  }
  if (sender !== undefined) {
    return { host: null, outcome: 'ok', expected, found: `${sender.name} sends them`, evidence };
  }
  if (watched.every(({ watch }) => watch.counted === null)) {
    return { host: null, expected, ...cannotTell('no keepalived said what it sent') };
  }
  const found = 'no director sends any: there is no master';
  return { host: null, outcome: 'failed', expected, found, evidence, repair: 'lvsdeploy run playbooks/site.ts' };
}

/** Nobody else on the segment uses the cluster's VRID: its advertisements would end the service, or be taken for the peer's. */
export const vrrpNoStranger: Check = {
  id: 'vrrp-id-is-ours',
  title: 'nobody else on the segment uses the VRID',
  step: '15',
  severity: 'critical',
  source: 'RFC 5798, 5.2.3',
  asks: (cluster) => [...askVrrp(cluster), ...askSources(cluster)],
  judge: (cluster, answer) =>
    vrrpInstances(cluster).flatMap((instance) =>
      watchedDirectors(cluster, instance, answer).map((one) => judgeStrangers(cluster, instance, one, answer)),
    ),
};

function judgeStrangers(
  cluster: Cluster,
  instance: VrrpInstance,
  { director, watch }: WatchedDirector,
  answer: (question: Question) => Answer,
): Verdict {
  const host = director.name;
  const { virtualRouterId } = instance;
  const expected = `${prefixFor(cluster, instance)}advertisements of VRID ${virtualRouterId} from the directors alone`;
  const { heard, instance: state } = watch;
  const { directorOf, unknown } = sourcesOf(cluster, instance, answer);
  const strangers = [
    ...new Set([
      ...(heard ?? []).filter((one) => one.virtualRouterId === virtualRouterId).map(({ source }) => source),
      ...(state?.master == null ? [] : [state.master]),
    ]),
  ].filter((source) => directorOf(source) === null);
  if (strangers.length > 0 && unknown.length > 0) {
    const reason = `${listNames(unknown)} did not say whether ${strangers.join(' and ')} is its address`;
    return { host, expected, ...cannotTell(reason) };
  }
  const repair = `stop VRRP on ${strangers.join(' and ')}, or give the cluster another virtualRouterId and run playbooks/site.ts`;
  if (strangers.length > 0) {
    const found = `${strangers.join(' and ')} sends advertisements of VRID ${virtualRouterId}, and is no director`;
    return { host, outcome: 'failed', expected, found, evidence: describeWatch([{ director, watch }]), repair };
  }
  if (heard === null) return { host, expected, ...cannotTell(`nobody listened: ${watch.deaf}`) };
  return { host, outcome: 'ok', expected, found: `none from anybody else in ${heard.length} that were heard` };
}

/** @returns what was heard and counted, a line a sender and director. */
export function describeWatch(watched: readonly WatchedDirector[]): string {
  return watched
    .flatMap(({ director, watch: { heard, counted } }) => [
      ...(counted === null
        ? []
        : [
            `${director.name}: sent ${counted.sent}, took ${counted.received}${counted.refused.map(([why, count]) => `, refused ${count} (${why})`).join('')}`,
          ]),
      ...[
        ...new Map((heard ?? []).map((advert) => [`${advert.source} ${advert.virtualRouterId}`, advert])).values(),
      ].map(
        ({ source, version, virtualRouterId, priority, interval, addresses }) =>
          `${director.name} heard ${source}: version ${version}, VRID ${virtualRouterId}, priority ${priority}, every ${interval} s, ${addresses.join(', ')}`,
      ),
    ])
    .join('\n');
}
