import { describe, expect, it } from 'vitest';
import { siteChecks } from '../../src/verify/site-checks.ts';
import { outcomeOf, verify } from '../../src/verify/verify.ts';
import { Secret } from '../../src/secret.ts';
import type { VerifyReport } from '../../src/verify/report.ts';
import { clusterWith, documentCluster, standaloneCluster } from './document-cluster.ts';
import {
  addressesOn,
  backup,
  arpingOf,
  configuration,
  healthChecks,
  healthyHosts,
  ifconfigWithVip,
  sampleOf,
  table,
  vipOnEth0,
  watched,
  withHost,
} from './healthy-hosts.ts';
import { hostsToAsk, type Hosts } from './hosts.ts';

const checks = siteChecks({ keepalivedConfiguration: () => new Secret(configuration) });

async function inspect(hosts: Hosts, cluster = documentCluster): Promise<VerifyReport> {
  return verify(cluster, checks, hostsToAsk(hosts).ask);
}

/** What is not ok: `failed vip-has-one-owner`, with the words of the verdict. */
function complaints({ results }: VerifyReport): Readonly<Record<string, string>> {
  return Object.fromEntries(
    results.flatMap(({ check, verdicts }) =>
      verdicts
        .filter(({ outcome }) => outcome !== 'ok')
        .map(({ outcome, host, found }) => [`${outcome} ${check.id} ${host ?? 'cluster'}`, found]),
    ),
  );
}

describe('a healthy cluster', () => {
  it('is ok by every check, with one round trip a host', async () => {
    const { ask, asked } = hostsToAsk(healthyHosts);
    const report = await verify(documentCluster, checks, ask);
    expect(complaints(report)).toEqual({});
    expect(outcomeOf(report)).toBe('ok');
    expect(report.results.map(({ check }) => check.id)).toEqual([
      'hosts-reachable',
      'clocks-agree',
      'kernel-at-boot',
      'addresses-have-one-mac',
      'ip-forward',
      'reverse-path-filter',
      'settings-at-boot',
      'ipvs-modules-loaded',
      'ipvs-modules-at-boot',
      'director-script',
      'real-server-script',
      'director-at-boot',
      'real-server-at-boot',
      'keepalived-at-boot',
      'vip-in-network-configuration',
      'real-server-vip',
      'real-server-route',
      'real-server-arp',
      'real-server-answers',
      'keepalived-configuration',
      'keepalived-loaded',
      'keepalived-running',
      'vrrp-states',
      'vrrp-has-one-sender',
      'vrrp-id-is-ours',
      'vrrp-adverts-heard',
      'vrrp-adverts-agree',
      'vrrp-priorities',
      'vip-has-one-owner',
      'vip-owner-has-priority',
      'vip-label',
      'vip-has-one-mac',
      'ipvs-table-matches',
      'quiescent-templates',
      'sync-daemon',
      'vip-answers',
      'requests-are-shared',
    ]);
    expect(Object.fromEntries(asked)).toEqual({ lb1: 1, lb2: 1, web1: 1, web2: 1, client: 1 });
    expect(report.roundTrips).toBe(5);
  });

  it('is ok in the standalone form, where the director has a host route instead of keepalived', async () => {
    const route = '192.168.1.229 dev eth0 scope link\n';
    const report = await inspect(withHost('lb1', { routes: route }), standaloneCluster);
    expect(complaints(report)).toEqual({});
    const ids = report.results.map(({ check }) => check.id);
    expect(ids).toContain('director-route');
    expect(ids).not.toContain('keepalived-running');
    expect(ids).not.toContain('sync-daemon');
  });

  it('has no sync daemon at work that it is not to have, and one of another cluster is none of its business', async () => {
    const { vrrp } = documentCluster;
    const cluster = { ...documentCluster, vrrp: vrrp && { ...vrrp, syncDaemon: null } };
    const quiet = (daemon: string) => ({
      ...healthyHosts,
      lb1: { ...healthyHosts.lb1, daemon },
      lb2: { ...healthyHosts.lb2, daemon: '' },
    });
    expect(complaints(await inspect(quiet(''), cluster))).toEqual({});
    expect(complaints(await inspect(quiet('master sync daemon (mcast=eth1, syncid=51)\n'), cluster))).toEqual({});
    expect(complaints(await inspect(quiet('master sync daemon (mcast=eth0, syncid=51)\n'), cluster))).toEqual({
      'failed sync-daemon lb1': 'master sync daemon (mcast=eth0, syncid=51)',
    });
  });

  it('is ok after a failover: the dead master is named, and the VIP is where it should be now', async () => {
    const hosts = {
      ...healthyHosts,
      lb1: 'connection timed out',
      lb2: {
        ...healthyHosts.lb2,
        addresses: addressesOn('192.168.1.230', vipOnEth0),
        daemon: 'master sync daemon (mcast=eth0, syncid=51)\n',
        vrrp: watched({ state: 'MASTER', priority: 90, sent: 2 }),
      },
    };
    const report = await inspect(hosts);
    expect(complaints(report)['failed hosts-reachable lb1']).toBe(
      'lb1 (192.168.1.252) did not answer: connection timed out',
    );
    expect(Object.keys(complaints(report)).filter((key) => key.startsWith('failed'))).toEqual([
      'failed hosts-reachable lb1',
    ]);
    expect(Object.keys(complaints(report))).toContain('cannot tell ipvs-table-matches lb1');
    expect(outcomeOf(report)).toBe('failed');
  });
});

const emptyTable = table.split('\n').slice(0, 3).join('\n') + '\n';
const twoMacs = arpingOf({ '192.168.1.229': ['4E:F3:42:2F:E8:7A', '9A:42:F1:83:E2:FA', '9A:42:F1:83:E2:FA'] });
const { kernel } = healthyHosts.web1;

interface Sabotage {
  readonly what: string;
  readonly hosts: Hosts;
  /** The one check that must fail, where, and words that it must say. */
  readonly failed: string;
  readonly says: string;
}

const sabotages: readonly Sabotage[] = [
  {
    what: 'the VIP on both directors',
    hosts: withHost('lb2', { addresses: addressesOn('192.168.1.230', vipOnEth0) }),
    failed: 'vip-has-one-owner cluster',
    says: 'lb1 and lb2 hold 192.168.1.229 at the same time',
  },
  {
    what: 'the VIP on nobody',
    hosts: withHost('lb1', { addresses: addressesOn('192.168.1.252') }),
    failed: 'vip-has-one-owner cluster',
    says: 'nobody holds 192.168.1.229',
  },
  {
    what: 'the VIP on the backup while the master is well',
    hosts: {
      ...withHost('lb1', { addresses: addressesOn('192.168.1.252'), daemon: healthyHosts.lb2.daemon ?? '' }),
      lb2: {
        ...healthyHosts.lb2,
        addresses: addressesOn('192.168.1.230', vipOnEth0),
        daemon: healthyHosts.lb1.daemon,
      },
    },
    failed: 'vip-owner-has-priority cluster',
    says: '192.168.1.229 on lb2',
  },
  {
    what: 'a VIP without its label',
    hosts: withHost('lb1', { addresses: addressesOn('192.168.1.252', vipOnEth0.replace('eth0:1', 'eth0')) }),
    failed: 'vip-label lb1',
    says: 'without the label eth0:1',
  },
  {
    what: 'an alias that ifconfig does not show',
    hosts: withHost('lb1', { ifconfig: ifconfigWithVip.replace('eth0:1:', 'eth0:2:') }),
    failed: 'vip-label lb1',
    says: 'ifconfig does not show 192.168.1.229 under eth0:1',
  },
  {
    what: 'a table emptied by ipvsadm -C',
    hosts: withHost('lb1', { table: emptyTable }),
    failed: 'ipvs-table-matches lb1',
    says: 'the virtual service TCP 192.168.1.229:80 is missing',
  },
  {
    what: 'another scheduler',
    hosts: withHost('lb1', { table: table.replace('wrr', 'rr') }),
    failed: 'ipvs-table-matches lb1',
    says: 'is scheduled by rr, not by wrr',
  },
  {
    what: 'another weight on the backup',
    hosts: withHost('lb2', { table: table.replace('Route   3', 'Route   1') }),
    failed: 'ipvs-table-matches lb2',
    says: 'web1 (192.168.1.220:80) has weight 1, not 3: changed by hand',
  },
  {
    what: 'a dead real server kept with weight 0',
    hosts: withHost('lb1', {
      table: table.replace('Route   1', 'Route   0'),
      healthChecks: healthChecks(true, false),
    }),
    failed: 'ipvs-table-matches lb1',
    says: 'web2 (192.168.1.231:80) has weight 0, not 1: its health check fails',
  },
  {
    what: 'a real server with weight 0 whose health check succeeds',
    hosts: withHost('lb1', { table: table.replace('Route   1', 'Route   0') }),
    failed: 'ipvs-table-matches lb1',
    says: 'web2 (192.168.1.231:80) has weight 0, not 1: changed by hand, as its health check succeeds',
  },
  {
    what: 'a real server that is drained',
    hosts: withHost('lb1', {
      table: table.replace('Route   1', 'Route   0'),
      healthChecks: healthChecks(true, true).replace('WEIGHT = 1 EFF WEIGHT = 1', 'WEIGHT = 0 EFF WEIGHT = 0'),
    }),
    failed: 'ipvs-table-matches lb1',
    says: 'web2 (192.168.1.231:80) has weight 0, not 1: /etc/keepalived/drain/web2 takes it out of service',
  },
  {
    what: 'a real server with weight 0, of which keepalived says nothing',
    hosts: withHost('lb1', { table: table.replace('Route   1', 'Route   0'), healthChecks: '' }),
    failed: 'ipvs-table-matches lb1',
    says: 'out of service, its health check fails (inhibit_on_failure keeps the entry)',
  },
  {
    what: 'a real server gone from the table',
    hosts: withHost('lb1', { table: table.replace(/.*231:80.*\n/, '') }),
    failed: 'ipvs-table-matches lb1',
    says: 'web2 (192.168.1.231:80) is missing from TCP 192.168.1.229:80',
  },
  {
    what: 'a real server that the model does not have',
    hosts: withHost('lb1', {
      table: `${table}  -> 192.168.1.240:80             Route   1      0          0         \n`,
    }),
    failed: 'ipvs-table-matches lb1',
    says: 'sends to 192.168.1.240:80, unknown to the model',
  },
  {
    what: 'a virtual service that the model does not have',
    hosts: withHost('lb1', { table: `${table}TCP  192.168.1.229:443 rr\n` }),
    failed: 'ipvs-table-matches lb1',
    says: 'TCP 192.168.1.229:443 is a virtual service that the model does not have',
  },
  {
    what: 'another forwarding method',
    hosts: withHost('lb1', { table: table.replace('Route   3', 'Masq    3') }),
    failed: 'ipvs-table-matches lb1',
    says: 'web1 (192.168.1.220:80) is reached by Masq, not by Route',
  },
  {
    what: 'no persistence',
    hosts: withHost('lb1', { table: table.replace(' persistent 60', '') }),
    failed: 'ipvs-table-matches lb1',
    says: 'has no persistence, not a persistence of 60 s',
  },
  {
    what: 'arp_ignore 0 on a real server',
    hosts: withHost('web1', { kernel: { ...kernel, 'net/ipv4/conf/all/arp_ignore': '0' } }),
    failed: 'real-server-arp web1',
    says: 'the server can take the VIP from the director',
  },
  {
    what: 'arp_announce of the default scope',
    hosts: withHost('web2', { kernel: { ...kernel, 'net/ipv4/conf/default/arp_announce': '0' } }),
    failed: 'real-server-arp web2',
    says: 'net.ipv4.conf.default.arp_announce = 0, not 2',
  },
  {
    what: 'an interface that overrides arp_ignore',
    hosts: withHost('web2', { kernel: { ...kernel, 'net/ipv4/conf/eth0/arp_ignore': '8' } }),
    failed: 'real-server-arp web2',
    says: 'arp_ignore 8 is in force on eth0, not 1',
  },
  {
    what: 'a real server without the VIP',
    hosts: withHost('web1', { addresses: addressesOn('192.168.1.220') }),
    failed: 'real-server-vip web1',
    says: 'web1 does not hold 192.168.1.229',
  },
  {
    what: 'a real server with the VIP on its network card',
    hosts: withHost('web1', { addresses: addressesOn('192.168.1.220', vipOnEth0) }),
    failed: 'real-server-vip web1',
    says: 'on eth0:1, where it answers ARP for it',
  },
  {
    what: 'a VIP with the mask of the subnet on the loopback',
    hosts: withHost('web1', {
      addresses: addressesOn(
        '192.168.1.220',
        '1: lo    inet 192.168.1.229/24 scope global lo:0\\       valid_lft forever\n',
      ),
    }),
    failed: 'real-server-vip web1',
    says: 'takes the whole subnet',
  },
  {
    what: 'a real server without the host route',
    hosts: withHost('web2', { routes: 'default via 192.168.1.1 dev eth0\n' }),
    failed: 'real-server-route web2',
    says: 'web2 has no host route to 192.168.1.229',
  },
  {
    what: 'ip_forward off',
    hosts: withHost('lb2', { kernel: { ...healthyHosts.lb2.kernel, 'net/ipv4/ip_forward': '0' } }),
    failed: 'ip-forward lb2',
    says: 'net.ipv4.ip_forward = 0',
  },
  {
    what: 'expire_quiescent_template off',
    hosts: withHost('lb1', {
      kernel: { ...healthyHosts.lb1.kernel, 'net/ipv4/vs/expire_quiescent_template': '0' },
    }),
    failed: 'quiescent-templates lb1',
    says: 'a client stays with its server, dead or not',
  },
  {
    what: 'a script that may not be run',
    hosts: withHost('lb2', { script: '644 regular file\n' }),
    failed: 'director-script lb2',
    says: '/sbin/lvsdr.sh, regular file, mode 644',
  },
  {
    what: 'no realdr.sh',
    hosts: withHost('web2', { script: 'absent\n' }),
    failed: 'real-server-script web2',
    says: '/sbin/realdr.sh is not there',
  },
  {
    what: 'keepalived dead',
    hosts: withHost('lb2', { processes: 'systemd\nsshd\n' }),
    failed: 'keepalived-running lb2',
    says: 'keepalived is not running on lb2',
  },
  {
    what: 'a keepalived.conf edited by hand',
    hosts: withHost('lb2', { configuration: `${'0'.repeat(64)}  -\n` }),
    failed: 'keepalived-configuration lb2',
    says: '/etc/keepalived/keepalived.conf was changed',
  },
  {
    what: 'no keepalived.conf',
    hosts: withHost('lb1', { configuration: 'absent\n' }),
    failed: 'keepalived-configuration lb1',
    says: 'is not there',
  },
  {
    what: 'the sync daemon gone after a reload',
    hosts: withHost('lb1', { daemon: '' }),
    failed: 'sync-daemon lb1',
    says: 'no synchronisation daemon runs',
  },
  {
    what: 'a sync daemon in the wrong state',
    hosts: withHost('lb2', { daemon: 'master sync daemon (mcast=eth0, syncid=51)\n' }),
    failed: 'sync-daemon lb2',
    says: 'master sync daemon',
  },
  {
    what: 'rc.local that may not be run',
    hosts: withHost('lb1', { rcLocal: '/etc/rc.local is not executable\n/sbin/lvsdr.sh start\n' }),
    failed: 'director-at-boot lb1',
    says: '/etc/rc.local is not executable',
  },
  {
    what: 'rc.local that the init system does not run',
    hosts: withHost('lb1', { rcLocal: '/etc/rc.local is executable\nnothing runs it\n/sbin/lvsdr.sh start\n' }),
    failed: 'director-at-boot lb1',
    says: 'nothing runs it at boot',
  },
  {
    what: 'the entry of rc.local twice',
    hosts: withHost('web1', {
      rcLocal: '/etc/rc.local is executable\n/sbin/realdr.sh start\n/sbin/realdr.sh  start\n',
    }),
    failed: 'real-server-at-boot web1',
    says: '`/sbin/realdr.sh start` is there 2 times',
  },
  {
    what: 'the entry of rc.local after exit 0, or as a comment',
    hosts: withHost('lb2', {
      rcLocal: '/etc/rc.local is executable\n# /sbin/lvsdr.sh start\nexit 0\n/sbin/lvsdr.sh start\n',
    }),
    failed: 'director-at-boot lb2',
    says: 'stands after an exit',
  },
  {
    what: 'the rc.local of the document as printed',
    hosts: withHost('lb2', {
      rcLocal: '/etc/rc.local is executable\n/etc/init.d/keepalived restart\n/etc/lvsdr.sh start\n',
    }),
    failed: 'director-at-boot lb2',
    says: '`/etc/init.d/keepalived restart` forces one more election',
  },
  {
    what: 'two MAC addresses for the VIP',
    hosts: withHost('client', { arping: twoMacs }),
    failed: 'vip-has-one-mac client',
    says: '4e:f3:42:2f:e8:7a and 9a:42:f1:83:e2:fa answer for 192.168.1.229',
  },
  {
    what: 'silence on ARP',
    hosts: withHost('client', {
      arping: arpingOf({ '192.168.1.229': [] }),
    }),
    failed: 'vip-has-one-mac client',
    says: 'nobody answers ARP for 192.168.1.229',
  },
  {
    what: 'a VIP that refuses connections',
    hosts: withHost('client', { reply: 'curl 7 000\n' }),
    failed: 'vip-answers client',
    says: '192.168.1.229:80 did not answer (curl ended with 7: the connection was refused',
  },
  {
    what: 'an error page',
    hosts: withHost('client', { reply: 'curl 0 503\n' }),
    failed: 'vip-answers client',
    says: 'HTTP 503',
  },
  {
    what: 'a request in between that is lost',
    hosts: withHost('client', { sample: '192.168.1.101 0 web1\n192.168.1.102 28 \n' }),
    failed: 'requests-are-shared client',
    says: 'a request from 192.168.1.102 got no answer (curl ended with 28), after 1 that did',
  },
  {
    what: 'a clock that is wrong',
    hosts: withHost('web2', { ahead: 90 }),
    failed: 'clocks-agree web2',
    says: 's fast',
  },
  {
    what: 'an old kernel that runs on',
    hosts: withHost('lb2', { boot: '6.1.176\nvmlinuz-7.2.7\n' }),
    failed: 'kernel-at-boot lb2',
    says: '6.1.176 runs, and 7.2.7 is booted next',
  },
  {
    what: 'the address of a real server on a stranger, too',
    hosts: withHost('client', { arping: arpingOf({ '192.168.1.220': ['52:54:00:00:00:13', '52:54:00:00:00:99'] }) }),
    failed: 'addresses-have-one-mac web1',
    says: '52:54:00:00:00:99 (no host of the cluster) answers for 192.168.1.220 too',
  },
  {
    what: 'a real server that answers ARP for the VIP',
    hosts: withHost('client', { arping: arpingOf({ '192.168.1.229': ['52:54:00:00:00:11', '52:54:00:00:00:13'] }) }),
    failed: 'vip-has-one-mac client',
    says: '52:54:00:00:00:13 (web1) answer for 192.168.1.229: a real server does not keep quiet',
  },
  {
    what: 'a stranger that alone answers ARP for the VIP',
    hosts: withHost('client', { arping: arpingOf({ '192.168.1.229': ['52:54:00:00:00:99'] }) }),
    failed: 'vip-has-one-mac client',
    says: 'a stranger has the address',
  },
  {
    what: 'a strict reverse path filter with another way back',
    hosts: withHost('web1', {
      kernel: { ...healthyHosts.web1.kernel, 'net/ipv4/conf/all/rp_filter': '1' },
      routeToClient: '192.168.1.10 via 10.0.0.1 dev eth1 src 10.0.0.2 uid 0 \\    cache \n',
    }),
    failed: 'reverse-path-filter web1',
    says: 'the way back to 192.168.1.10 is not by it',
  },
  {
    what: 'a setting that is lost at boot',
    hosts: withHost('lb1', {
      settings:
        'net.ipv4.vs.expire_nodest_conn = 1\nnet.ipv4.vs.expire_quiescent_template = 1\nnet.ipv4.vs.sloppy_tcp = 1\n',
    }),
    failed: 'settings-at-boot lb1',
    says: 'net.ipv4.ip_forward is set by no file that is read at boot',
  },
  {
    what: 'a setting that a later file takes back',
    hosts: withHost('web1', { settings: `${healthyHosts.web1.settings ?? ''}net.ipv4.conf.all.arp_ignore = 0\n` }),
    failed: 'settings-at-boot web1',
    says: 'net.ipv4.conf.all.arp_ignore becomes 0 at boot, not 1',
  },
  {
    what: 'a scheduler that is not in the kernel',
    hosts: withHost('lb2', { modules: 'ip_vs\n' }),
    failed: 'ipvs-modules-loaded lb2',
    says: 'ip_vs_wrr is not loaded',
  },
  {
    what: 'a module that nothing loads at boot',
    hosts: withHost('lb2', { modulesAtBoot: 'ip_vs_wrr\n' }),
    failed: 'ipvs-modules-at-boot lb2',
    says: 'nothing loads ip_vs at boot',
  },
  {
    what: 'keepalived disabled at boot',
    hosts: withHost('lb1', { services: 'systemd\nLoadState=loaded\nActiveState=active\nUnitFileState=disabled\n' }),
    failed: 'keepalived-at-boot lb1',
    says: 'it is disabled',
  },
  {
    what: 'keepalived disabled at boot, by SysV init',
    hosts: withHost('lb1', { services: 'sysv\nrunning disabled\n' }),
    failed: 'keepalived-at-boot lb1',
    says: 'it is disabled',
  },
  {
    what: "the VIP in a host's own network configuration",
    hosts: withHost('lb2', { networkFiles: '/etc/network/interfaces\n' }),
    failed: 'vip-in-network-configuration lb2',
    says: '/etc/network/interfaces sets it',
  },
  {
    what: 'a real server whose port is closed',
    hosts: withHost('lb1', { direct: { '192.168.1.220': 'curl 7 000\n', '192.168.1.231': 'curl 0 200\n' } }),
    failed: 'real-server-answers lb1',
    says: 'web1 (192.168.1.220:80) does not answer: curl ended with 7: the connection was refused',
  },
  {
    what: 'a firewall on a real server',
    hosts: withHost('lb1', { direct: { '192.168.1.220': 'curl 28 000\n', '192.168.1.231': 'curl 0 200\n' } }),
    failed: 'real-server-answers lb1',
    says: 'a firewall drops it',
  },
  {
    what: 'a real server that answers otherwise than the others',
    hosts: withHost('lb2', { direct: { '192.168.1.220': 'curl 0 404\n', '192.168.1.231': 'curl 0 200\n' } }),
    failed: 'real-server-answers lb2',
    says: 'web1 (192.168.1.220:80) answers with HTTP 404, not 200',
  },
  {
    what: 'a keepalived.conf that is not loaded',
    hosts: withHost('lb2', { loaded: 'other\n' }),
    failed: 'keepalived-loaded lb2',
    says: 'keepalived still runs with what it was before',
  },
  {
    what: 'two masters that do not hear each other',
    hosts: withHost('lb2', { vrrp: watched({ state: 'MASTER', priority: 90, sent: 2 }) }),
    failed: 'vrrp-states cluster',
    says: 'lb1 MASTER, lb2 MASTER: lb1 and lb2 do not hear each other',
  },
  {
    what: 'a second sender for the VRID',
    hosts: withHost('lb1', {
      vrrp: watched({ state: 'MASTER', sent: 2, received: 1, heard: 'eth0 192.168.1.230 21335a010001b96bc0a801e5\n' }),
    }),
    failed: 'vrrp-has-one-sender cluster',
    says: 'lb1 and lb2 both send them',
  },
  {
    what: 'a director in FAULT',
    hosts: withHost('lb2', { vrrp: watched({ ...backup, state: 'FAULT', received: 0 }) }),
    failed: 'vrrp-states cluster',
    says: 'lb1 MASTER, lb2 FAULT: lb2 cannot take over: its link is down',
  },
  {
    what: 'a stranger with the VRID',
    hosts: withHost('lb1', {
      vrrp: watched({ state: 'MASTER', sent: 2, heard: 'eth0 192.168.1.77 213301010001b96bc0a8014d\n' }),
    }),
    failed: 'vrrp-id-is-ours lb1',
    says: '192.168.1.77 sends advertisements of VRID 51, and is no director',
  },
  {
    what: 'advertisements that a firewall drops',
    hosts: withHost('lb2', { vrrp: watched({ state: 'BACKUP', master: '192.168.1.252', priority: 90 }) }),
    failed: 'vrrp-adverts-heard lb2',
    says: 'lb1 sent 2 advertisements in 1.8 s, and none reached lb2',
  },
  {
    what: 'a peer with another VRID',
    hosts: withHost('lb1', {
      vrrp: watched({ state: 'MASTER', sent: 2, heard: 'eth0 192.168.1.230 21345a010001b96bc0a801e5\n' }),
    }),
    failed: 'vrrp-adverts-agree lb1',
    says: 'lb2 advertises VRID 52',
  },
  {
    what: 'a peer with another interval, version, password and VIP',
    hosts: withHost('lb2', { vrrp: watched({ ...backup, heard: 'eth0 192.168.1.252 213364010102b96bc0a801e4\n' }) }),
    failed: 'vrrp-adverts-agree lb2',
    says: 'lb1 advertises every 2 s\nlb1 sends a password\nlb1 advertises 192.168.1.228, which is no VIP of the model\nlb1 does not advertise 192.168.1.229',
  },
  {
    what: 'advertisements that are refused for their password',
    hosts: withHost('lb2', { vrrp: watched({ ...backup, received: 0, refused: 2 }) }),
    failed: 'vrrp-adverts-agree lb2',
    says: 'lb2 refused 2 advertisements: Authentication Errors, Failure',
  },
  {
    what: 'advertisements that keepalived does not take, and does not count',
    hosts: withHost('lb2', { vrrp: watched({ ...backup, master: 'ff02::12', received: 0 }) }),
    failed: 'vrrp-adverts-agree lb2',
    says: 'lb2 took none of the 2 advertisements that reached it',
  },
  {
    what: 'equal priorities',
    hosts: withHost('lb2', { vrrp: watched({ ...backup, priority: 100 }) }),
    failed: 'vrrp-priorities lb2',
    says: 'it runs with priority 100',
  },
  {
    what: 'a switch-over that was not ended',
    hosts: withHost('lb2', { vrrp: watched({ ...backup, effective: 1 }) }),
    failed: 'vrrp-priorities lb2',
    says: 'priority 90, of which 1 is in force',
  },
];

describe('sabotage', () => {
  it.each(sabotages)('$what: $failed', async ({ hosts, failed, says }) => {
    const report = await inspect(hosts);
    const found = complaints(report);
    expect(Object.keys(found)).toContain(`failed ${failed}`);
    expect(found[`failed ${failed}`]).toContain(says);
    const verdicts = report.results.flatMap((result) => result.verdicts);
    for (const { outcome, repair } of verdicts) expect(Boolean(repair)).toBe(outcome === 'failed');
    // The right check, and no other host or subject is accused along with it.
    const subject = failed.split(' ')[0] ?? '';
    const isSameStory = (key: string) => key.includes(subject) || related[subject]?.some((id) => key.includes(id));
    expect(Object.keys(found).filter((key) => !isSameStory(key))).toEqual([]);
  });

  it.each([`${'0'.repeat(64)}  -\n`, healthyHosts['lb2'].configuration ?? ''])(
    'gives away no hash of the file with the password, by which passwords could be tried: %j',
    async (configuration) => {
      const { results } = await inspect(withHost('lb2', { configuration }));
      const shown = JSON.stringify(results.find(({ check }) => check.id === 'keepalived-configuration')?.verdicts);
      expect(shown).toContain('/etc/keepalived/keepalived.conf as the model has it');
      expect(shown).not.toMatch(/[\da-f]{32}/);
    },
  );

  it('a VIP on the backup is repaired by ending a switch-over before the backup is restarted', async () => {
    const hosts = {
      ...withHost('lb1', { addresses: addressesOn('192.168.1.252'), daemon: healthyHosts.lb2.daemon ?? '' }),
      lb2: {
        ...healthyHosts.lb2,
        addresses: addressesOn('192.168.1.230', vipOnEth0),
        daemon: healthyHosts.lb1.daemon,
      },
    };
    const { results } = await inspect(hosts);
    const [verdict] = results.find(({ check }) => check.id === 'vip-owner-has-priority')?.verdicts ?? [];
    expect(verdict).toMatchObject({
      repair:
        'lvsdeploy run playbooks/site.ts --limit lb1, which ends a switch-over; if the VIP stays where it is, on lb2: /sbin/lvsdr.sh restart',
    });
  });

  it('a dead server put back into the table shows in the shares', async () => {
    const hosts = withHost('client', { sample: sampleOf(['web1', 'web2']) });
    const found = complaints(await inspect(hosts, clusterWith({ persistence: null })));
    expect(found['failed requests-are-shared client']).toBe('of 40 requests web1 answered 20, web2 answered 20');
  });
});

/** What else a sabotage shows in, by its nature: without an owner of the VIP the sync daemon has no state to be in. */
const related: Readonly<Record<string, readonly string[]>> = {
  'vip-has-one-owner': ['sync-daemon', 'vip-label', 'vrrp-states'],
  'vip-owner-has-priority': ['vrrp-states'],
  'vrrp-states': ['vrrp-has-one-sender', 'vrrp-adverts-heard'],
  'vrrp-has-one-sender': ['vrrp-states'],
  'vrrp-adverts-agree': ['vrrp-states', 'vrrp-has-one-sender'],
};

describe('a command that fails', () => {
  it.each([
    [
      'ipvsadm is not installed',
      withHost('lb1', { table: { status: 127, stderr: 'sh: 1: ipvsadm: not found' } }),
      'ipvs-table-matches lb1',
      'ipvsadm: not found',
    ],
    [
      'ipvsadm prints something else',
      withHost('lb1', { table: 'IP Virtual Server version 1.2.1 (size=4096)\nwhat is this\n' }),
      'ipvs-table-matches lb1',
      'what is this',
    ],
    [
      'arping is not installed',
      withHost('client', { arping: 'arping is not installed\n' }),
      'vip-has-one-mac client',
      'arping is not installed on client',
    ],
    [
      'arping may not open a socket',
      withHost('client', { arping: '== 192.168.1.229\narping: socket: Operation not permitted\n' }),
      'vip-has-one-mac client',
      'Operation not permitted',
    ],
    [
      'the kernel value is not there',
      withHost('lb1', { kernel: { 'net/ipv4/ip_forward': '1' } }),
      'quiescent-templates lb1',
      'No such file',
    ],
    ['no tool to connect with', withHost('client', { reply: 'none\n' }), 'vip-answers client', 'none of curl, bash'],
    [
      'curl is not installed',
      withHost('client', { sample: 'curl is not installed\n' }),
      'requests-are-shared client',
      'curl is not installed',
    ],
    [
      'ip is not installed',
      withHost('lb2', { addresses: { status: 127, stderr: 'sh: 1: ip: not found' } }),
      'vip-has-one-owner cluster',
      'lb2 did not say',
    ],
    ['no address', withHost('lb2', { addresses: '' }), 'vip-has-one-owner cluster', 'lb2 did not say'],
  ])('%s: cannot tell, never ok', async (_what, hosts, where, says) => {
    const found = complaints(await inspect(hosts));
    expect(found[`cannot tell ${where}`]).toContain(says);
  });

  it('falls back to ip addr where there is no ifconfig', async () => {
    const report = await inspect(withHost('lb1', { ifconfig: 'ifconfig is not installed\n' }));
    const verdicts = report.results.find(({ check }) => check.id === 'vip-label')?.verdicts;
    expect(verdicts).toMatchObject([
      { outcome: 'ok', found: '192.168.1.229 on eth0:1 by ip addr; ifconfig is not installed' },
    ]);
  });
});
