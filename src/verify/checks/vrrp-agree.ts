import type { Cluster, Director, Vrrp } from '../../cluster/cluster.ts';
import { canonicalAddress } from '../../cluster/address.ts';
import type { Check, Verdict } from '../check.ts';
import { deployTo, restartKeepalived } from '../repairs.ts';
import { cannotTell } from '../verdict.ts';
import type { Advert } from '../vrrp-advert.ts';
import { askVrrp, watchedDirectors } from '../vrrp-watch.ts';
import { describeWatch } from './vrrp-senders.ts';

/** What the directors advertise is what the model says: one that differs is not understood by its peer, which takes over too. */
export const vrrpAgree: Check = {
  id: 'vrrp-adverts-agree',
  title: 'the directors advertise the same, and take what they hear',
  step: '15',
  severity: 'critical',
  source: 'RFC 5798, 7.1',
  asks: askVrrp,
  judge: (cluster, answer) => {
    const { vrrp } = cluster;
    if (vrrp === null) return [];
    return watchedDirectors(cluster, answer).map(({ director, watch }): Verdict => {
      const host = director.name;
      const expected = `VRID ${vrrp.virtualRouterId}, version ${vrrp.version}, every ${vrrp.advertInterval} s, for ${cluster.vips.map(({ address }) => address).join(', ')}`;
      const evidence = describeWatch([{ director, watch }]);
      const { heard, counted, instance } = watch;
      if (heard === null && counted === null)
        return { host, expected, ...cannotTell(`nobody listened: ${watch.deaf}`) };
      const fromPeers = cluster.directors.flatMap((peer) =>
        (heard ?? [])
          .filter(({ source }) => source === peer.address)
          .flatMap((advert) => differences(advert, cluster, vrrp, peer).map((text) => `${peer.name} ${text}`)),
      );
      const refused = (counted?.refused ?? []).map(([why, count]) => `${host} refused ${count} advertisements: ${why}`);
      // 2.2.7 counts those with another password, and not those with another interval.
      const arrived = (heard ?? []).filter(({ source }) =>
        cluster.directors.some(({ address }) => address === source),
      ).length;
      const ignored =
        arrived > 0 && refused.length === 0 && counted?.received === 0 && instance?.state !== 'FAULT'
          ? [`${host} took none of the ${arrived} advertisements that reached it`]
          : [];
      const problems = [...new Set([...fromPeers, ...refused, ...ignored])];
      if (problems.length === 0)
        return { host, outcome: 'ok', expected, found: 'nothing else was heard, and none refused', evidence };
      const culprits = cluster.directors.filter(({ name }) => problems.some((text) => text.startsWith(`${name} `)));
      const names = culprits.map(({ name }) => name);
      const repair = `${deployTo(names.join(','))}; what is right in the file and not loaded: ${names.map(restartKeepalived).join(', then ')}`;
      return { host, outcome: 'failed', expected, found: problems.join('\n'), evidence, repair };
    });
  },
};

function differences(advert: Advert, { vips }: Cluster, vrrp: Vrrp, { priority }: Director): readonly string[] {
  const authType = vrrp.auth === null || vrrp.version === 3 ? 0 : 1;
  const wanted = vips.map(({ address }) => canonicalAddress(address)).filter((address) => !address.includes(':'));
  const addresses = advert.addresses.filter((address) => !wanted.includes(address));
  const missing = wanted.filter((address) => !advert.addresses.includes(address));
  return [
    ...(advert.virtualRouterId === vrrp.virtualRouterId ? [] : [`advertises VRID ${advert.virtualRouterId}`]),
    ...(advert.version === vrrp.version ? [] : [`speaks version ${advert.version}`]),
    ...(advert.interval === vrrp.advertInterval ? [] : [`advertises every ${advert.interval} s`]),
    ...(advert.authType === authType ? [] : [`sends ${advert.authType === 0 ? 'no password' : 'a password'}`]),
    ...(addresses.length === 0 ? [] : [`advertises ${addresses.join(', ')}, which is no VIP of the model`]),
    ...(missing.length === 0 ? [] : [`does not advertise ${missing.join(', ')}`]),
    // 0 says that the master steps down (RFC 5798, 5.2.4); a tracked file or script may take from it.
    ...(advert.priority <= priority ? [] : [`advertises priority ${advert.priority}, not ${priority}`]),
  ];
}
