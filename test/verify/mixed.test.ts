import { describe, expect, it } from 'vitest';
import { siteChecks } from '../../src/verify/site-checks.ts';
import { verify } from '../../src/verify/verify.ts';
import type { VerifyReport } from '../../src/verify/report.ts';
import { Secret } from '../../src/secret.ts';
import { configuration } from './healthy-hosts.ts';
import { hostsToAsk, type Hosts } from './hosts.ts';
import { mixedCluster } from './mixed-cluster.ts';
import {
  adverts,
  floating,
  gateways,
  mixedHosts,
  mixedTable,
  neighbours,
  nftMarks,
  ownOf,
  watchedMixed,
  withMixed,
} from './mixed-hosts.ts';

const checks = siteChecks({ keepalivedConfiguration: () => new Secret(configuration) });

function complaints({ results }: VerifyReport): Readonly<Record<string, string>> {
  return Object.fromEntries(
    results.flatMap(({ check, verdicts }) =>
      verdicts
        .filter(({ outcome }) => outcome !== 'ok')
        .map(({ outcome, host, found }) => [`${outcome} ${check.id} ${host ?? 'cluster'}`, found]),
    ),
  );
}

describe('a healthy cluster that mixes methods, families, UDP and marks', () => {
  it('has nothing that fails, and is asked in one round trip a host', async () => {
    const { ask, asked } = hostsToAsk(mixedHosts);
    const report = await verify(mixedCluster, checks, ask);
    expect(complaints(report)).toEqual({});
    expect(Object.fromEntries(asked)).toEqual({ lb1: 1, lb2: 1, web1: 1, web2: 1, app1: 1, app2: 1, client: 1 });
  });
});

interface Sabotage {
  readonly what: string;
  readonly hosts: Hosts;
  /** The check that must fail, where, and words that it must say. */
  readonly failed: string;
  readonly says: string;
  /** What else it shows in. */
  readonly too?: readonly string[];
}

const backup = { state: 'BACKUP', priority: 99 } as const;

function tableWith(from: string | RegExp, to: string): Hosts {
  return withMixed('lb1', { table: mixedTable.replace(from, to) });
}

const sabotages: readonly Sabotage[] = [
  {
    what: 'a mark that is not in the table',
    hosts: tableWith('FWM  1 IPv6 rr', 'FWM  7 IPv6 rr'),
    failed: 'ipvs-table-matches lb1',
    says: 'the virtual service FWM 1 IPv6 is missing: clients of lb1 get no answer\nFWM 7 IPv6 is a virtual service that the model does not have',
  },
  {
    what: 'a flag of the scheduler that is missing',
    hosts: tableWith(' (sh-fallback,sh-port)', ' (sh-port)'),
    failed: 'ipvs-table-matches lb1',
    says: 'TCP 192.168.1.229:8001 has sh-port of its scheduler, not sh-fallback, sh-port',
  },
  {
    what: 'another mask of the persistence',
    hosts: tableWith(' mask 255.255.255.0', ''),
    failed: 'ipvs-table-matches lb1',
    says: 'TCP 192.168.1.229:8002 takes each address for one client, not all of a /24',
  },
  {
    what: 'another prefix of the persistence of IPv6',
    hosts: tableWith(' mask 64', ' mask 48'),
    failed: 'ipvs-table-matches lb1',
    says: 'TCP [fd00:1::229]:8002 takes all of a /48 for one client, not all of a /64',
  },
  {
    what: 'a UDP service that is not scheduled packet by packet',
    hosts: tableWith(' rr ops', ' rr'),
    failed: 'ipvs-table-matches lb1',
    says: 'UDP 192.168.1.229:53 is scheduled by connections, not packet by packet',
  },
  {
    what: 'NAT where a tunnel is wanted',
    hosts: tableWith('Tunnel  1 ', 'Masq    1 '),
    failed: 'ipvs-table-matches lb1',
    says: 'web1 (192.168.1.220:8001) is reached by Masq, not by Tunnel',
  },
  {
    what: 'a quorum that is lost',
    hosts: tableWith(
      /  -> 10.0.0.221:8002 .*\n.*222:8002.*\n/,
      '  -> 10.0.0.99:8002               Masq    1      0          0         \n',
    ),
    failed: 'ipvs-table-matches lb1',
    says: 'app2 (10.0.0.222:8002) is missing from TCP 192.168.1.229:8002: the living ones weigh less than the quorum of 2, so the sorry server 10.0.0.99:8002 answers',
  },
  {
    what: 'a server of a mark that is gone',
    hosts: tableWith(/  -> 10.0.0.222:0 .*\n/, ''),
    failed: 'ipvs-table-matches lb1',
    says: 'app2 (10.0.0.222) is missing from FWM 1: its health check fails',
  },
  {
    what: 'the gateway on both directors',
    hosts: withMixed('lb2', { addresses: ownOf.lb2 + gateways }),
    failed: 'gateway-has-one-owner cluster',
    says: 'lb1 and lb2 hold fd00:2::254 at the same time',
  },
  {
    what: 'the gateway on another director than the VIPs',
    hosts: {
      ...withMixed('lb1', { addresses: ownOf.lb1 + floating }),
      lb2: { ...mixedHosts.lb2, addresses: ownOf.lb2 + gateways },
    },
    failed: 'addresses-together cluster',
    says: '192.168.1.229, fd00:1::229 on lb1; 10.0.0.254, fd00:2::254 on lb2',
    too: ['vrrp-states'],
  },
  {
    what: 'an instance of IPv6 that both directors are master of',
    hosts: withMixed('lb2', { vrrp: watchedMixed({ ...backup, states: { VI_1_6: 'MASTER' } }) }),
    failed: 'vrrp-states cluster',
    says: 'lb1 MASTER, lb2 MASTER: lb1 and lb2 do not hear each other',
    too: ['vrrp-has-one-sender', 'vrrp-adverts-heard'],
  },
  {
    what: 'a firewall that drops VRRP of IPv6',
    hosts: withMixed('lb2', { vrrp: watchedMixed({ ...backup, heard: { VI_1_6: '' } }) }),
    failed: 'vrrp-adverts-heard lb2',
    says: 'lb1 sent 2 advertisements in 1.8 s, and none reached lb2',
  },
  {
    what: 'a stranger with the VRID on the inside',
    hosts: withMixed('lb2', {
      vrrp: watchedMixed({
        ...backup,
        heard: { VI_1_in: `${adverts.VI_1_in}${adverts.VI_1_in.replace('10.0.0.252', '10.0.0.7')}` },
      }),
    }),
    failed: 'vrrp-id-is-ours lb2',
    says: '10.0.0.7 sends advertisements of VRID 51, and is no director',
  },
  {
    what: 'a peer that advertises another gateway',
    hosts: withMixed('lb2', {
      vrrp: watchedMixed({ ...backup, heard: { VI_1_in6: adverts.VI_1_in6.replace(/54\n/, '55\n') } }),
    }),
    failed: 'vrrp-adverts-agree lb2',
    says: 'lb1 advertises fd00:2::255, which is no gateway of the model\nlb1 does not advertise fd00:2::254',
  },
  {
    what: 'a real server that answers neighbour solicitations for the VIP',
    hosts: withMixed('client', { neighbours: `${neighbours}fd00:1::229 52:54:00:00:00:13\n` }),
    failed: 'vip-has-one-mac client',
    says: '52:54:00:00:00:13 (web1) answer for fd00:1::229: a real server does not keep quiet',
  },
  {
    what: 'silence of the VIP of IPv6',
    hosts: withMixed('client', { neighbours: neighbours.replace(/fd00:1::229 .*\n/, '') }),
    failed: 'vip-has-one-mac client',
    says: 'nobody answers neighbour solicitations for fd00:1::229',
  },
  {
    what: 'the address of a director on a stranger, of IPv6',
    hosts: withMixed('client', { neighbours: `${neighbours}fd00:1::230 52:54:00:00:00:99\n` }),
    failed: 'addresses-have-one-mac lb2',
    says: '52:54:00:00:00:99 (no host of the cluster) answers for fd00:1::230 too',
  },
  {
    what: 'a stranger with the gateway',
    hosts: withMixed('app1', { neighbours: 'asked\nfd00:2::254 52:54:00:00:00:99\n' }),
    failed: 'gateway-has-one-mac app1',
    says: '52:54:00:00:00:99 answers for fd00:2::254: a stranger has the address',
  },
  {
    what: 'a real server without the VIP of IPv6 on its tunnel',
    hosts: withMixed('web1', { addresses: mixedHosts.web1.addresses.replace(/.*ip6tnl0.*\n/, '') }),
    failed: 'real-server-vip web1',
    says: 'web1 does not hold fd00:1::229',
  },
  {
    what: 'a reverse path filter on the tunnel',
    hosts: withMixed('web2', { kernel: { ...mixedHosts.web2.kernel, 'net/ipv4/conf/tunl0/rp_filter': '1' } }),
    failed: 'reverse-path-filter web2',
    says: 'rp_filter 1 is in force on tunl0',
  },
  {
    what: 'a tunnel that large packets do not fit through',
    hosts: withMixed('web2', { segmentSize: '' }),
    failed: 'tunnel-mtu web2',
    says: 'an upload hangs',
  },
  {
    what: 'a real server of NAT with another gateway',
    hosts: withMixed('app2', { wayBack: mixedHosts.app2.wayBack?.replaceAll('10.0.0.254', '10.0.0.1') ?? '' }),
    failed: 'nat-way-back app2',
    says: 'the world is reached via 10.0.0.1, not via 10.0.0.254\nclient (192.168.1.10) is reached via 10.0.0.1',
  },
  {
    what: 'another default route of IPv6 beside the gateway',
    hosts: withMixed('app2', {
      wayBack: `${mixedHosts.app2.wayBack ?? ''}default route of IPv6: default via fe80::1 dev eth0 proto ra metric 1024 expires 1795sec pref medium\n`,
    }),
    failed: 'nat-way-back app2',
    says: 'there is another default route of IPv6, via fe80::1: it is taken while the gateway moves',
  },
  {
    what: 'a real server of NAT that takes advertised routes of IPv6 at boot',
    hosts: withMixed('app1', { settings: '' }),
    failed: 'settings-at-boot app1',
    says: 'net.ipv6.conf.eth0.accept_ra_defrtr is set by no file that is read at boot',
  },
  {
    what: 'a client on the network of the real servers',
    hosts: withMixed('app1', {
      wayBack: mixedHosts.app1.wayBack?.replace(/(10: fd00:1::10 from ::) via \S+/, '$1') ?? '',
    }),
    failed: 'nat-way-back app1',
    says: 'client (fd00:1::10) is reached by eth0 itself, past the directors',
  },
  {
    what: 'no forwarding of IPv6',
    hosts: withMixed('lb2', { kernel: { ...mixedHosts.lb2.kernel, 'net/ipv6/conf/all/forwarding': '0' } }),
    failed: 'ip-forward lb2',
    says: 'net.ipv6.conf.all.forwarding = 0',
  },
  {
    what: 'a range of ports that is not marked',
    hosts: withMixed('lb2', { marks: nftMarks.replace('8020-8030', '8020-8029') }),
    failed: 'marks-set lb2',
    says: 'TCP 192.168.1.229:8020-8030 does not get the mark 1',
  },
  {
    what: 'no marks on the standby',
    hosts: withMixed('lb2', { marks: '' }),
    failed: 'marks-set lb2',
    says: 'TCP [fd00:1::229]:8011 does not get the mark 1',
  },
  {
    what: 'marks that are gone after a reboot',
    hosts: withMixed('lb1', { marksAtBoot: '' }),
    failed: 'marks-at-boot lb1',
    says: 'nothing runs /sbin/lvsmarks.sh at boot',
  },
  {
    what: 'a UDP service that nothing serves',
    hosts: withMixed('client', { datagram: 'u 1.00 - refused 0.001 - \n' }),
    failed: 'vip-answers client',
    says: 'UDP 192.168.1.229:53 does not answer: nothing serves that port',
  },
  {
    what: 'a UDP server that is gone',
    hosts: withMixed('lb1', { datagram: 'u 1.00 - refused 0.001 - \n' }),
    failed: 'real-server-answers lb1',
    says: '(UDP 192.168.1.231:53) does not answer: nothing serves that port',
  },
];

describe('sabotage of it', () => {
  it.each(sabotages)('$what: $failed', async ({ hosts, failed, says, too = [] }) => {
    const report = await verify(mixedCluster, checks, hostsToAsk(hosts).ask);
    const found = complaints(report);
    expect(found[`failed ${failed}`]).toContain(says);
    const [subject = ''] = failed.split(' ');
    expect(Object.keys(found).filter((key) => ![subject, ...too].some((id) => key.includes(id)))).toEqual([]);
    const verdicts = report.results.flatMap((result) => result.verdicts);
    for (const { outcome, repair } of verdicts) expect(Boolean(repair)).toBe(outcome === 'failed');
  });

  it('says nothing of a datagram without an answer where none is promised', async () => {
    const hosts = withMixed('client', { datagram: 'u 1.00 - silent 3.000 - \n' });
    expect(complaints(await verify(mixedCluster, checks, hostsToAsk(hosts).ask))).toEqual({
      'cannot tell vip-answers client':
        'cannot tell: UDP 192.168.1.229:53 said nothing, and no health check says that it has to',
    });
  });

  it('takes rules of iptables for marks, too', async () => {
    const marks = `-N LVSDEPLOY
-A LVSDEPLOY -d 192.168.1.229/32 -p tcp -m multiport --dports 8010,8020:8030 -j MARK --set-xmark 0x1/0xffffffff
-N LVSDEPLOY
-A LVSDEPLOY -d fd00:1::229/128 -p tcp -m tcp --dport 8011 -j MARK --set-xmark 0x1/0xffffffff
`;
    const hosts = { ...withMixed('lb1', { marks }), lb2: { ...mixedHosts.lb2, marks } };
    expect(complaints(await verify(mixedCluster, checks, hostsToAsk(hosts).ask))).toEqual({});
  });

  it('tells by the neighbour table whose the gateway is where there is no arping', async () => {
    const hosts = withMixed('app1', { arping: 'arping is not installed\n' });
    expect(complaints(await verify(mixedCluster, checks, hostsToAsk(hosts).ask))).toEqual({});
  });

  it('does not take the master for a stranger when it does not say its link-local address', async () => {
    const hosts: Hosts = { ...mixedHosts, lb1: 'connection timed out' };
    const found = complaints(await verify(mixedCluster, checks, hostsToAsk(hosts).ask));
    expect(Object.keys(found)).toContain('cannot tell vrrp-id-is-ours lb2');
    expect(Object.keys(found)).not.toContain('failed vrrp-id-is-ours lb2');
  });
});
