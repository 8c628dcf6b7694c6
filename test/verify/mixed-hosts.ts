import { createHash } from 'node:crypto';
import { bootSystemd, configuration, ifconfigWithVip } from './healthy-hosts.ts';
import type { Hosts, HostState } from './hosts.ts';

export const mixedTable = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  192.168.1.229:80 wrr
  -> 192.168.1.220:80             Route   3      0          0         
  -> 192.168.1.231:80             Route   1      0          0         
TCP  192.168.1.229:8001 sh (sh-fallback,sh-port)
  -> 192.168.1.220:8001           Tunnel  1      0          0         
  -> 192.168.1.231:8001           Tunnel  1      0          0         
TCP  192.168.1.229:8002 rr persistent 60 mask 255.255.255.0
  -> 10.0.0.221:8002              Masq    1      0          0         
  -> 10.0.0.222:8002              Masq    1      0          0         
UDP  192.168.1.229:53 rr ops
  -> 192.168.1.220:53             Route   1      0          0         
  -> 192.168.1.231:53             Route   1      0          0         
TCP  [fd00:1::229]:80 wrr
  -> [fd00:1::220]:80             Route   3      0          0         
  -> [fd00:1::231]:80             Route   1      0          0         
TCP  [fd00:1::229]:8001 rr
  -> [fd00:1::220]:8001           Tunnel  1      0          0         
  -> [fd00:1::231]:8001           Tunnel  1      0          0         
TCP  [fd00:1::229]:8002 wlc persistent 60 mask 64
  -> [fd00:2::221]:8002           Masq    1      0          0         
  -> [fd00:2::222]:8002           Masq    1      0          0         
FWM  1 rr
  -> 10.0.0.221:0                 Masq    1      0          0         
  -> 10.0.0.222:0                 Masq    1      0          0         
FWM  1 IPv6 rr
  -> [fd00:1::220]:0              Route   1      0          0         
  -> [fd00:1::231]:0              Route   1      0          0         
`;

function held(device: string, ...addresses: readonly string[]): string {
  return addresses
    .map((address) => {
      const family = address.includes(':') ? 'inet6' : 'inet';
      const scope = address.startsWith('fe80') ? 'link' : 'global';
      return `2: ${device}    ${family} ${address} scope ${scope} ${address.includes(':') ? '' : device}\\       valid_lft forever preferred_lft forever\n`;
    })
    .join('');
}

const lo = held('lo', '127.0.0.1/8', '::1/128');
export const floating = `${held('eth0', 'fd00:1::229/128')}2: eth0    inet 192.168.1.229/32 scope global eth0:1\\       valid_lft forever\n`;
export const gateways = held('eth1', '10.0.0.254/32', 'fd00:2::254/128');
export const ownOf = {
  lb1:
    lo +
    held('eth0', '192.168.1.252/24', 'fd00:1::252/64', 'fe80::252/64') +
    held('eth1', '10.0.0.252/24', 'fd00:2::252/64', 'fe80::1:252/64'),
  lb2:
    lo +
    held('eth0', '192.168.1.230/24', 'fd00:1::230/64', 'fe80::230/64') +
    held('eth1', '10.0.0.230/24', 'fd00:2::230/64', 'fe80::1:230/64'),
} as const;

const instances = ['VI_1', 'VI_1_6', 'VI_1_in', 'VI_1_in6'] as const;
export type InstanceName = (typeof instances)[number];
/** Who each instance of lb2 follows. */
const masters = { VI_1: '192.168.1.252', VI_1_6: 'fe80::252', VI_1_in: '10.0.0.252', VI_1_in6: 'fe80::1:252' } as const;

const hex = (text: string) => text.padStart(32, '0');
/** What lb1 sends: version 2 for IPv4, 3 for IPv6, VRID 51, priority 100, each second. */
export const adverts = {
  VI_1: 'eth0 192.168.1.252 213364010001b96bc0a801e5\n',
  VI_1_6: `eth0 fe80${hex('252').slice(4)} 313364010064fd70fd000001000000000000000000000229\n`,
  VI_1_in: 'eth1 10.0.0.252 2133640100016fcc0a0000fe\n',
  VI_1_in6: `eth1 fe80${hex('10252').slice(4)} 313364010064fd70fd000002000000000000000000000254\n`,
} as const;

export interface MixedWatch {
  readonly state: 'MASTER' | 'BACKUP';
  readonly priority: number;
  /** In place of what lb1 sends of each instance. */
  readonly heard?: Partial<Record<InstanceName, string>>;
  readonly states?: Partial<Record<InstanceName, string>>;
  readonly masters?: Partial<Record<InstanceName, string>>;
}

/** What a director prints when it is watched (keepalived 2.2.7). */
export function watchedMixed({ state, priority, heard = {}, states = {}, masters: others = {} }: MixedWatch): string {
  const stateOf = (name: InstanceName) => states[name] ?? state;
  const arrived = (name: InstanceName) => heard[name] ?? (state === 'BACKUP' ? adverts[name] : '');
  const counters = (name: InstanceName, by: number) =>
    `VRRP Instance: ${name}
  Advertisements:
    Received: ${10 + (arrived(name) === '' ? 0 : by)}
    Sent: ${stateOf(name) === 'MASTER' ? 20 + by : 20}
  Packet Errors:
    Length: 0
  Authentication Errors:
    Failure: 0
`;
  const dump = (name: InstanceName) => ` VRRP Instance = ${name}
   State = ${stateOf(name)}
${stateOf(name) === 'BACKUP' ? `   Master router = ${others[name] ?? masters[name]}\n` : ''}   Virtual Router ID = 51
   Priority = ${priority}
   Effective priority = ${priority}
`;
  return `== counted
${instances.map((name) => counters(name, 0)).join('')}== heard
${instances.map(arrived).join('')}== counted again
${instances.map((name) => counters(name, 2)).join('')}== state
${instances.map(dump).join('')}   State = UP, RUNNING
`;
}

const rp = {
  'net/ipv4/conf/all/rp_filter': '0',
  'net/ipv4/conf/eth0/rp_filter': '0',
  'net/ipv4/conf/tunl0/rp_filter': '0',
};
const routeToClient = '192.168.1.10 dev eth0 src 192.168.1.252 uid 0 \\    cache \n';
const boot = '7.2.7\nvmlinuz-7.2.7\n';

export const nftMarks = `table inet lvsdeploy_marks {
	chain prerouting {
		type filter hook prerouting priority mangle; policy accept;
		ip daddr 192.168.1.229 tcp dport { 8010, 8020-8030 } meta mark set 0x00000001
		ip6 daddr fd00:1::229 tcp dport 8011 meta mark set 0x00000001
	}
}
`;

const director: HostState = {
  boot,
  routeToClient,
  settings:
    'net.ipv4.ip_forward = 1\nnet.ipv6.conf.all.forwarding = 1\nnet.ipv4.vs.sloppy_tcp = 1\nnet.ipv4.vs.expire_nodest_conn = 1\nnet.ipv4.vs.expire_quiescent_template = 1\n',
  modules: 'ip_vs\nip_vs_wrr\nip_vs_rr\nip_vs_sh\nip_vs_wlc\n',
  modulesAtBoot: 'ip_vs\nip_vs_wrr\nip_vs_rr\nip_vs_sh\nip_vs_wlc\n',
  services: bootSystemd,
  networkFiles: '',
  loaded: 'same\n',
  healthChecks: '',
  ifconfig: ifconfigWithVip,
  kernel: {
    ...rp,
    'net/ipv4/ip_forward': '1',
    'net/ipv6/conf/all/forwarding': '1',
    'net/ipv4/vs/expire_quiescent_template': '1',
  },
  script: '755 regular file\n',
  processes: 'systemd\nkeepalived\nkeepalived\nkeepalived\nsshd\n',
  configuration: `${createHash('sha256').update(configuration).digest('hex')}  -\n`,
  table: mixedTable,
  daemon: 'backup sync daemon (mcast=eth0, syncid=51)\n',
  rcLocal: '/etc/rc.local is executable\n/sbin/lvsdr.sh start\nexit 0\n',
  deployed: 'deployed\n',
  reply: 'curl 0 200\n',
  connect: 'bash 0\n',
  datagram: 'u 100.00 - answered 0.001 61 web1\n',
  marks: nftMarks,
  marksAtBoot: '/etc/systemd/system/multi-user.target.wants/lvsdeploy-marks.service\n',
  path: 'does not fit\n',
};

const webServer: HostState = {
  boot,
  routeToClient,
  settings:
    'net.ipv4.conf.all.arp_ignore = 1\nnet.ipv4.conf.all.arp_announce = 2\nnet.ipv4.conf.default.arp_ignore = 1\nnet.ipv4.conf.default.arp_announce = 2\nnet.ipv4.conf.all.rp_filter = 0\nnet.ipv4.conf.default.rp_filter = 0\nnet.ipv4.conf.eth0.rp_filter = 0\nnet.ipv4.conf.tunl0.rp_filter = 0\n',
  networkFiles: '',
  routes: 'default via 192.168.1.1 dev eth0\n192.168.1.229 dev lo scope link\n',
  kernel: {
    ...rp,
    'net/ipv4/conf/all/arp_ignore': '1',
    'net/ipv4/conf/all/arp_announce': '2',
    'net/ipv4/conf/default/arp_ignore': '1',
    'net/ipv4/conf/default/arp_announce': '2',
    'net/ipv4/conf/eth0/arp_ignore': '0',
    'net/ipv4/conf/eth0/arp_announce': '0',
  },
  script: '755 regular file\n',
  rcLocal: '/etc/rc.d/rc.local is executable\n/sbin/realdr.sh start\n',
  segmentSize:
    '\t\tip saddr 192.168.1.229 tcp flags & (syn | rst) == syn tcp option maxseg size set 1440\n\t\tip6 saddr fd00:1::229 tcp flags & (syn | rst) == syn tcp option maxseg size set 1400\n',
};

const appServer: HostState = {
  boot,
  networkFiles: '',
  settings: 'net.ipv6.conf.eth0.accept_ra_defrtr = 0\n',
  addresses: lo,
  script: '755 regular file\n',
  rcLocal: '/etc/rc.d/rc.local is executable\n/sbin/realdr.sh start\n',
  wayBack: `192.0.2.1: 192.0.2.1 via 10.0.0.254 dev eth0 src 10.0.0.221 uid 0 \\    cache
192.168.1.10: 192.168.1.10 via 10.0.0.254 dev eth0 src 10.0.0.221 uid 0 \\    cache
2001:db8::1: 2001:db8::1 from :: via fd00:2::254 dev eth0 src fd00:2::221 metric 1024 pref medium
fd00:1::10: fd00:1::10 from :: via fd00:2::254 dev eth0 src fd00:2::221 metric 1024 pref medium
default route of IPv6: default via fd00:2::254 dev eth0 proto 129 metric 1 pref medium
`,
};

const macs = { lb1: '11', lb2: '12', web1: '13', web2: '14', app1: '15', app2: '16' } as const;
const macOf = (name: keyof typeof macs) => `52:54:00:00:00:${macs[name]}`;
const onSegment = [
  ['192.168.1.229', 'fd00:1::229', 'lb1'],
  ['192.168.1.252', 'fd00:1::252', 'lb1'],
  ['192.168.1.230', 'fd00:1::230', 'lb2'],
  ['192.168.1.220', 'fd00:1::220', 'web1'],
  ['192.168.1.231', 'fd00:1::231', 'web2'],
] as const;

function arping(address: string, mac: string): string {
  return `== ${address}\nARPING ${address}\nUnicast reply from ${address} [${mac}]  0.8ms\nReceived 1 response(s)\n`;
}

/** What the client hears of IPv6 neighbours. */
export const neighbours = `asked\n${onSegment.map(([, address, name]) => `${address} ${macOf(name)}\n`).join('')}`;

const rounds: Readonly<Record<string, readonly string[]>> = {
  '80': ['web1', 'web1', 'web1', 'web2'],
  '8001': ['web1', 'web2'],
  '8002': ['app1'],
  '8010': ['app1', 'app2'],
  '8011': ['web1', 'web2'],
};

function sampleOf(script: string): string {
  const is6 = script.includes('fd00:1::229');
  const prefix = is6 ? 'fd00:1::' : '192.168.1.';
  const port = /:(80\d*)\//.exec(script)?.[1] ?? '';
  const round = rounds[port] ?? [];
  return Array.from(
    { length: 40 },
    (_, index) => `${prefix}${101 + index} 0 ${round[index % round.length] ?? ''}\n`,
  ).join('');
}

export const mixedHosts = {
  lb1: {
    ...director,
    macs: `eth0 ${macOf('lb1')}\neth1 52:54:00:00:01:11\n`,
    addresses: ownOf.lb1 + floating + gateways,
    vrrp: watchedMixed({ state: 'MASTER', priority: 100 }),
    daemon: 'master sync daemon (mcast=eth0, syncid=51)\n',
  },
  lb2: {
    ...director,
    macs: `eth0 ${macOf('lb2')}\neth1 52:54:00:00:01:12\n`,
    addresses: ownOf.lb2,
    vrrp: watchedMixed({ state: 'BACKUP', priority: 99 }),
  },
  web1: {
    ...webServer,
    macs: `eth0 ${macOf('web1')}\n`,
    addresses:
      lo +
      held('eth0', '192.168.1.220/24', 'fd00:1::220/64') +
      held('tunl0', '192.168.1.229/32') +
      held('ip6tnl0', 'fd00:1::229/128'),
  },
  web2: {
    ...webServer,
    macs: `eth0 ${macOf('web2')}\n`,
    addresses:
      lo + held('eth0', '192.168.1.231/24', 'fd00:1::231/64') + held('lo', '192.168.1.229/32', 'fd00:1::229/128'),
  },
  app1: {
    ...appServer,
    macs: `eth0 ${macOf('app1')}\n`,
    arping: arping('10.0.0.254', '52:54:00:00:01:11'),
    known: '10.0.0.254 lladdr 52:54:00:00:01:11 REACHABLE\n',
    neighbours: 'asked\nfd00:2::254 52:54:00:00:01:11\n',
  },
  app2: { ...appServer, macs: `eth0 ${macOf('app2')}\n` },
  client: {
    reply: 'curl 0 200\n',
    connect: 'bash 0\n',
    datagram: 'u 100.00 - answered 0.001 61 web1\n',
    arping: onSegment.map(([address, , name]) => arping(address, macOf(name))).join(''),
    neighbours,
    sample: sampleOf,
    sampleOfDatagrams: Array.from(
      { length: 40 },
      (_, index) => `u 100.00 192.168.1.${101 + index} answered 0.001 61 ${index % 2 === 0 ? 'web1' : 'web2'}\n`,
    ).join(''),
  },
} satisfies Hosts;

/** @returns the healthy cluster with one host changed. */
export function withMixed(name: keyof typeof mixedHosts, change: HostState): Hosts {
  return { ...mixedHosts, [name]: { ...mixedHosts[name], ...change } };
}
