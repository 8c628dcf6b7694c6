import type { Cluster, Director, Vrrp } from '../../cluster/cluster.ts';
import { canonicalAddress } from '../../cluster/address.ts';
import { vrrpInstances, type VrrpInstance } from '../../cluster/vrrp-instances.ts';
import type { Check, Verdict } from '../check.ts';
import { deployTo, restartKeepalived } from '../repairs.ts';
import { cannotTell } from '../verdict.ts';
import type { Advert } from '../vrrp-advert.ts';
import { askSources, sourcesOf, type Sources } from '../vrrp-sources.ts';
import { askVrrp, prefixFor, watchedDirectors, type WatchedDirector } from '../vrrp-watch.ts';
import { describeWatch } from './vrrp-senders.ts';

/** What the directors advertise is what the model says: one that differs is not understood by its peer, which takes over too. */
export const vrrpAgree: Check = {
  id: 'vrrp-adverts-agree',
  title: 'the directors advertise the same, and take what they hear',
  step: '15',
  severity: 'critical',
  source: 'RFC 5798, 7.1',
  asks: (cluster) => [...askVrrp(cluster), ...askSources(cluster)],
  judge: (cluster, answer) =>
    vrrpInstances(cluster).flatMap((instance) => {
      const { vrrp } = cluster;
      const { directorOf } = sourcesOf(cluster, instance, answer);
      return vrrp === null
        ? []
        : watchedDirectors(cluster, instance, answer).map((one) =>
            judgeAdverts(cluster, { instance, vrrp, directorOf }, one),
          );
    }),
};

interface Spoken {
  readonly instance: VrrpInstance;
  readonly vrrp: Vrrp;
  readonly directorOf: Sources['directorOf'];
}

function judgeAdverts(cluster: Cluster, spoken: Spoken, { director, watch }: WatchedDirector): Verdict {
  const { instance, vrrp, directorOf } = spoken;
  const host = director.name;
  const addresses = instance.addresses.map(({ address }) => address).join(', ');
  const expected = `${prefixFor(cluster, instance)}VRID ${instance.virtualRouterId}, version ${versionOf(spoken)}, every ${vrrp.advertInterval} s, for ${addresses}`;
  const evidence = describeWatch([{ director, watch }]);
  const { heard, counted, instance: state } = watch;
  if (heard === null && counted === null) return { host, expected, ...cannotTell(`nobody listened: ${watch.deaf}`) };
  const fromPeers = (heard ?? []).flatMap((advert) => {
    const peer = directorOf(advert.source);
    return peer === null ? [] : differences(advert, spoken, peer).map((text) => `${peer.name} ${text}`);
  });
  const refused = (counted?.refused ?? []).map(([why, count]) => `${host} refused ${count} advertisements: ${why}`);
  // 2.2.7 counts those with another password, and not those with another interval.
  const arrived = (heard ?? []).filter(({ source }) => directorOf(source) !== null).length;
  const ignored =
    arrived > 0 && refused.length === 0 && counted?.received === 0 && state?.state !== 'FAULT'
      ? [`${host} took none of the ${arrived} advertisements that reached it`]
      : [];
  const problems = [...new Set([...fromPeers, ...refused, ...ignored])];
  if (problems.length === 0)
    return { host, outcome: 'ok', expected, found: 'nothing else was heard, and none refused', evidence };
  const culprits = cluster.directors.filter(({ name }) => problems.some((text) => text.startsWith(`${name} `)));
  const names = culprits.map(({ name }) => name);
  const repair = `${deployTo(names.join(','))}; what is right in the file and not loaded: ${names.map(restartKeepalived).join(', then ')}`;
  return { host, outcome: 'failed', expected, found: problems.join('\n'), evidence, repair };
}

/** IPv6 has no version 2 (RFC 5798). */
function versionOf({ instance, vrrp }: Spoken): number {
  return instance.family === 6 ? 3 : vrrp.version;
}

function differences(advert: Advert, spoken: Spoken, { priority }: Director): readonly string[] {
  const { instance, vrrp } = spoken;
  const version = versionOf(spoken);
  const authType = vrrp.auth === null || version === 3 ? 0 : 1;
  const wanted = instance.addresses.map(({ address }) => canonicalAddress(address));
  const addresses = advert.addresses.filter((address) => !wanted.includes(address));
  const missing = wanted.filter((address) => !advert.addresses.includes(address));
  return [
    ...(advert.virtualRouterId === instance.virtualRouterId ? [] : [`advertises VRID ${advert.virtualRouterId}`]),
    ...(advert.version === version ? [] : [`speaks version ${advert.version}`]),
    ...(advert.interval === vrrp.advertInterval ? [] : [`advertises every ${advert.interval} s`]),
    ...(advert.authType === authType ? [] : [`sends ${advert.authType === 0 ? 'no password' : 'a password'}`]),
    ...(addresses.length === 0
      ? []
      : [
          `advertises ${addresses.join(', ')}, which is no ${instance.side === 'inside' ? 'gateway' : 'VIP'} of the model`,
        ]),
    ...(missing.length === 0 ? [] : [`does not advertise ${missing.join(', ')}`]),
    // 0 says that the master steps down (RFC 5798, 5.2.4); a tracked file or script may take from it.
    ...(advert.priority <= priority ? [] : [`advertises priority ${advert.priority}, not ${priority}`]),
  ];
}
