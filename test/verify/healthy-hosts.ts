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

const director: HostState = {
  addresses: addressesOn('192.168.1.252'),
  ifconfig: ifconfigWithVip,
  routes: 'default via 192.168.1.1 dev eth0\n192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.252\n',
  kernel: { 'net/ipv4/ip_forward': '1', 'net/ipv4/vs/expire_quiescent_template': '1' },
  script: '755 regular file\n',
  processes: 'systemd\nkeepalived\nkeepalived\nkeepalived\nsshd\n',
  configuration: `${createHash('sha256').update(configuration).digest('hex')}  -\n`,
  table,
  daemon: 'backup sync daemon (mcast=eth0, syncid=51)\n',
  rcLocal: '/etc/rc.local is executable\n/sbin/lvsdr.sh start\nexit 0\n',
  deployed: 'deployed\n',
};

const realServer: HostState = {
  addresses: addressesOn('192.168.1.220', vipOnLo),
  routes:
    'default via 192.168.1.1 dev eth0\n192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.220\n192.168.1.229 dev lo scope link\n',
  kernel: {
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

export const oneMac = `ARPING 192.168.1.229 from 192.168.1.10 eth0
Unicast reply from 192.168.1.229 [52:54:00:00:00:11]  0.813ms
Unicast reply from 192.168.1.229 [52:54:00:00:00:11]  1.525ms
Sent 2 probes (1 broadcast(s))
Received 2 response(s)
`;

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
    addresses: addressesOn('192.168.1.252', vipOnEth0),
    daemon: 'master sync daemon (mcast=eth0, syncid=51)\n',
  },
  lb2: { ...director, addresses: addressesOn('192.168.1.230') },
  web1: realServer,
  web2: realServer,
  client: { reply: 'curl 0 200\n', arping: oneMac, sample: sampleOf(['web1', 'web1', 'web1', 'web2']) },
} satisfies Hosts;

/** @returns the healthy cluster with one host changed. */
export function withHost(name: keyof typeof healthyHosts, change: HostState | string): Hosts {
  return { ...healthyHosts, [name]: typeof change === 'string' ? change : { ...healthyHosts[name], ...change } };
}
