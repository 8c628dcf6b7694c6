import type { Cluster } from '../cluster.ts';
import { overlap } from '../network.ts';
import { alikeEverywhere } from '../scheduler-traits.ts';
import { type Rule, when } from './rule.ts';

export const syncRules: readonly Rule[] = [
  {
    id: 'sync-id-shared',
    severity: 'error',
    title: 'two clusters on a segment with one id of the sync daemon',
    reason: "Each director takes the other cluster's connections for its own: entries for VIPs that it does not have.",
    source: 'ipvsadm(8), --syncid; keepalived.conf(5), lvs_sync_daemon',
    fix: 'Give each cluster an id of its own; left out, it is the virtualRouterId.',
    find: (cluster, { others = [] }) => {
      const mine = cluster.vrrp?.syncDaemon ?? null;
      const isNear = (other: Cluster) =>
        networksOf(cluster).some((network) => networksOf(other).some((theirs) => overlap(network, theirs)));
      const rival =
        mine === null
          ? undefined
          : others.find(
              (other) => other.name !== cluster.name && other.vrrp?.syncDaemon?.id === mine.id && isNear(other),
            );
      return when(
        rival !== undefined,
        ['vrrp', 'syncDaemon'],
        `has the id ${mine?.id ?? 0}, as that of the cluster ${rival?.name ?? ''} on the same segment`,
      );
    },
  },
  {
    id: 'no-sync-daemon',
    severity: 'note',
    title: 'connections end when the VIP moves',
    reason: 'The other director does not know them and resets them: clients connect again.',
    source: 'ipvsadm(8), --start-daemon; measured: with it a long connection survives each way of failing over',
    fix: 'Say "syncDaemon: true" where connections are long.',
    find: ({ vrrp, virtualServices }) =>
      when(
        vrrp !== null &&
          vrrp.syncDaemon === null &&
          // With the others each director takes up a connection without having been told.
          virtualServices.some(({ protocol, scheduler }) => protocol === 'tcp' && !alikeEverywhere.has(scheduler)),
        ['vrrp', 'syncDaemon'],
        'missing, so that open connections are reset when the VIP moves',
      ),
  },
  {
    id: 'sync-in-clear',
    severity: 'note',
    title: 'the sync daemon speaks on the segment',
    reason:
      'It tells all connections by multicast, unauthenticated: whoever is on the segment reads them, and can make some up.',
    source: 'ipvsadm(8), --start-daemon: UDP 8848 to 224.0.0.81',
    fix: 'Give it an interface between the directors alone: syncDaemon: { interface: eth1 }.',
    find: ({ vrrp, directors }) => {
      const daemon = vrrp?.syncDaemon ?? null;
      return when(
        daemon !== null && directors.some((director) => director.interface === daemon.interface),
        ['vrrp', 'syncDaemon'],
        `tells of all connections on ${daemon?.interface ?? ''}, where others are, too`,
      );
    },
  },
];

function networksOf({ segment, inside }: Cluster): readonly string[] {
  return inside === null ? [segment] : [segment, inside.network];
}
