import { createHash } from 'node:crypto';
import type { Hosts, HostState } from './hosts.ts';

export const configuration = 'vrrp_instance VI_1 {\n  auth_pass geheim\n}\n';

export const table = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  192.168.1.229:80 wrr persistent 60
  -> 192.168.1.220:80             Route   3      0          0         
  -> 192.168.1.231:80             Route   1      0          0         
`;

export const loopback =
  '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n' +
  '1: lo    inet6 ::1/128 scope host \\       valid_lft forever preferred_lft forever\n';

export const vipOnEth0 =
  '2: eth0    inet 192.168.1.229/32 scope global eth0:1\\       valid_lft forever preferred_lft forever\n';

const vipOnLo =
  '1: lo    inet 192.168.1.229/32 brd 192.168.1.229 scope global lo:0\\       valid_lft forever preferred_lft forever\n';

export function addressesOn(address: string, ...more: readonly string[]): string {
  const own = `2: eth0    inet ${address}/24 brd 192.168.1.255 scope global eth0\\       valid_lft forever preferred_lft forever\n`;
  return loopback + own + more.join('');
}

export const ifconfigWithVip = `eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet 192.168.1.252  netmask 255.255.255.0  broadcast 192.168.1.255
        inet6 fe80::5054:ff:fe00:11  prefixlen 64  scopeid 0x20<link>
        ether 52:54:00:00:00:11  txqueuelen 1000  (Ethernet)

eth0:1: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet 192.168.1.229  netmask 255.255.255.255  broadcast 0.0.0.0
        ether 52:54:00:00:00:11  txqueuelen 1000  (Ethernet)

lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536
        inet 127.0.0.1  netmask 255.0.0.0
        inet6 ::1  prefixlen 128  scopeid 0x10<host>
`;

const stats = (received: number, sent: number, failures = 0) => `VRRP Instance: VI_1
  Advertisements:
    Received: ${received}
    Sent: ${sent}
  Became master: 1
  Released master: 0
  Packet Errors:
    Length: 0
    TTL: 0
    Invalid Type: 0
    Advertisement Interval: 0
    Address List: 0
  Authentication Errors:
    Invalid Type: 0
    Type Mismatch: 0
    Failure: ${failures}
  Priority Zero:
    Received: 0
    Sent: 0
`;

export interface Watched {
  readonly state?: string;
  readonly master?: string;
  readonly priority?: number;
  readonly effective?: number;
  readonly received?: number;
  readonly sent?: number;
  readonly refused?: number;
  readonly heard?: string;
}

/** What a director prints when it is watched (keepalived 2.2.7). */
export function watched(seen: Watched): string {
  const { state, master, priority = 100, effective = priority, received = 0, sent = 0, refused = 0, heard = '' } = seen;
  const instance = ` VRRP Instance = VI_1
   State = ${state ?? ''}
${master === undefined ? '' : `   Master router = ${master}\n`}   Virtual Router ID = 51
   Priority = ${priority}
   Effective priority = ${effective}
   State = UP, RUNNING
`;
  const [before, after] =
    state === undefined ? ['', ''] : [stats(20, 10, 3), stats(20 + received, 10 + sent, 3 + refused)];
  return `== counted\n${before}== heard\n${heard}== counted again\n${after}== state\n${state === undefined ? '' : instance}`;
}

/** Version 2, VRID 51, priority 100, every second, no password, for 192.168.1.229: as it was on the wire. */
export const advert = 'eth0 192.168.1.252 213364010001b96bc0a801e5\n';

export const master: Watched = { state: 'MASTER', sent: 2 };
export const backup: Watched = {
  state: 'BACKUP',
  master: '192.168.1.252',
  priority: 90,
  received: 2,
  heard: advert + advert,
};

/** What the health checks print when these servers are alive. */
export function healthChecks(web1: boolean, web2: boolean): string {
  return ` VS VIP = 192.168.1.229, VPORT = 80
   alive = 1
   RIP = 192.168.1.220, RPORT = 80, WEIGHT = 3 EFF WEIGHT = 3
   alive = ${web1 ? 1 : 0}
   RIP = 192.168.1.231, RPORT = 80, WEIGHT = 1 EFF WEIGHT = 1
   alive = ${web2 ? 1 : 0}
`;
}

export const bootSystemd = 'systemd\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\n';
const boot = '7.2.7\nvmlinuz-7.2.7\n';
const routeToClient = '192.168.1.10 dev eth0 src 192.168.1.252 uid 0 \\    cache \n';
const rpFilter = { 'net/ipv4/conf/all/rp_filter': '0', 'net/ipv4/conf/eth0/rp_filter': '0' };

const director: HostState = {
  boot,
  routeToClient,
  settings:
    'net.ipv4.ip_forward = 1\nnet.ipv4.vs.expire_nodest_conn = 1\nnet.ipv4.vs.expire_quiescent_template = 1\nnet.ipv4.vs.sloppy_tcp = 1\n',
  modules: 'ip_vs\nip_vs_wrr\n',
  modulesAtBoot: '\nip_vs\nip_vs_wrr\n',
  services: bootSystemd,
  networkFiles: '',
  loaded: 'same\n',
  healthChecks: healthChecks(true, true),
  direct: { '192.168.1.220': 'curl 0 200\n', '192.168.1.231': 'curl 0 200\n' },
  addresses: addressesOn('192.168.1.252'),
  ifconfig: ifconfigWithVip,
  routes: 'default via 192.168.1.1 dev eth0\n192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.252\n',
  kernel: { ...rpFilter, 'net/ipv4/ip_forward': '1', 'net/ipv4/vs/expire_quiescent_template': '1' },
  script: '755 regular file\n',
  processes: 'systemd\nkeepalived\nkeepalived\nkeepalived\nsshd\n',
  configuration: `${createHash('sha256').update(configuration).digest('hex')}  -\n`,
  table,
  daemon: 'backup sync daemon (mcast=eth0, syncid=51)\n',
  rcLocal: '/etc/rc.local is executable\n/sbin/lvsdr.sh start\nexit 0\n',
  deployed: 'deployed\n',
};

const realServer: HostState = {
  boot,
  routeToClient,
  settings:
    'net.ipv4.conf.all.arp_ignore = 1\nnet.ipv4.conf.all.arp_announce = 2\n-net/ipv4/conf/default/arp_ignore=1\nnet.ipv4.conf.default.arp_announce = 2\n',
  networkFiles: '',
  addresses: addressesOn('192.168.1.220', vipOnLo),
  routes:
    'default via 192.168.1.1 dev eth0\n192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.220\n192.168.1.229 dev lo scope link\n',
  kernel: {
    ...rpFilter,
    'net/ipv4/conf/all/arp_ignore': '1',
    'net/ipv4/conf/all/arp_announce': '2',
    'net/ipv4/conf/default/arp_ignore': '1',
    'net/ipv4/conf/default/arp_announce': '2',
    'net/ipv4/conf/eth0/arp_ignore': '0',
    'net/ipv4/conf/eth0/arp_announce': '0',
  },
  script: '755 regular file\n',
  rcLocal: '/etc/rc.d/rc.local is executable\n/sbin/realdr.sh start\n',
};

/** By address, the MACs that answer for it. */
export const macs = {
  '192.168.1.229': ['52:54:00:00:00:11'],
  '192.168.1.252': ['52:54:00:00:00:11'],
  '192.168.1.230': ['52:54:00:00:00:12'],
  '192.168.1.220': ['52:54:00:00:00:13'],
  '192.168.1.231': ['52:54:00:00:00:14'],
} as const;

/** @returns what arping of iputils says of all addresses, these in other ways. */
export function arpingOf(change: Readonly<Partial<Record<keyof typeof macs, readonly string[]>>> = {}): string {
  return Object.entries({ ...macs, ...change })
    .map(
      ([address, found]) => `== ${address}
ARPING ${address} from 192.168.1.10 eth0
${found.map((mac) => `Unicast reply from ${address} [${mac}]  0.813ms\n`).join('')}Sent 2 probes (1 broadcast(s))
Received ${found.length} response(s)
`,
    )
    .join('');
}

/** @returns what the client's requests print when the servers answer in this order, over and over. */
export function sampleOf(servers: readonly string[], requests = 40): string {
  const line = (_: unknown, index: number) =>
    `192.168.1.${101 + index} 0 <h1>${servers[index % servers.length] ?? ''}</h1>\n`;
  return Array.from({ length: requests }, line).join('');
}

/** The document's cluster in order: lb1 holds the VIP, the backup stands by. */
export const healthyHosts = {
  lb1: {
    ...director,
    macs: 'eth0 52:54:00:00:00:11\nlo 00:00:00:00:00:00\n',
    vrrp: watched(master),
    addresses: addressesOn('192.168.1.252', vipOnEth0),
    daemon: 'master sync daemon (mcast=eth0, syncid=51)\n',
  },
  lb2: {
    ...director,
    macs: 'eth0 52:54:00:00:00:12\n',
    vrrp: watched(backup),
    addresses: addressesOn('192.168.1.230'),
  },
  web1: { ...realServer, macs: 'eth0 52:54:00:00:00:13\n' },
  web2: { ...realServer, macs: 'eth0 52:54:00:00:00:14\n' },
  client: { reply: 'curl 0 200\n', arping: arpingOf(), sample: sampleOf(['web1', 'web1', 'web1', 'web2']) },
} satisfies Hosts;

/** @returns the healthy cluster with one host changed. */
export function withHost(name: keyof typeof healthyHosts, change: HostState | string): Hosts {
  return { ...healthyHosts, [name]: typeof change === 'string' ? change : { ...healthyHosts[name], ...change } };
}
