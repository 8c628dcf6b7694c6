import { describe, expect, it } from 'vitest';
import { parseArping } from '../../src/verify/arping.ts';
import { parseHeldAddresses } from '../../src/verify/host-addresses.ts';
import { hostRouteOf } from '../../src/verify/host-route.ts';
import { parseIfconfig } from '../../src/verify/ifconfig.ts';
import { parseIpvsadmTable } from '../../src/verify/ipvsadm-table.ts';
import { parseKernelValues } from '../../src/verify/kernel-values.ts';

const header = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
`;

describe('parseIpvsadmTable', () => {
  it('reads services, persistence, forwarding, weights and connections', () => {
    const text = `${header}TCP  192.168.1.229:80 wrr persistent 60
  -> 192.168.1.220:80             Route   3      12         140       
  -> 192.168.1.231:80             Tunnel  0      0          7         
UDP  192.168.1.229:53 rr
`;
    expect(parseIpvsadmTable(text)).toEqual([
      {
        key: { kind: 'address', protocol: 'tcp', address: '192.168.1.229', port: 80 },
        scheduler: 'wrr',
        persistence: 60,
        flags: 'persistent 60',
        destinations: [
          {
            address: '192.168.1.220',
            port: 80,
            forward: 'Route',
            weight: 3,
            activeConnections: 12,
            inactiveConnections: 140,
          },
          {
            address: '192.168.1.231',
            port: 80,
            forward: 'Tunnel',
            weight: 0,
            activeConnections: 0,
            inactiveConnections: 7,
          },
        ],
      },
      {
        key: { kind: 'address', protocol: 'udp', address: '192.168.1.229', port: 53 },
        scheduler: 'rr',
        persistence: null,
        flags: '',
        destinations: [],
      },
    ]);
  });

  it('reads flags, a persistence mask, IPv6, SCTP, local servers and firewall marks', () => {
    const text = `${header}TCP  192.168.1.229:443 mh persistent 300 mask 255.255.255.0 (mh-fallback,mh-port)
  -> 192.168.1.252:443            Local   1      0          0         
TCP  [2001:db8::0:229]:80 sh (sh-port)
  -> [2001:db8::220]:80           Route   1      0          0         
SCTP 192.168.1.229:5060 wlc
FWM  7 wlc ops
  -> 192.168.1.220:0              Masq    1      0          0         
FWM  8 IPv6 rr persistent 10
`;
    const table = parseIpvsadmTable(text);
    expect(table).toMatchObject([
      {
        scheduler: 'mh',
        persistence: 300,
        flags: 'persistent 300 mask 255.255.255.0 (mh-fallback,mh-port)',
        destinations: [{ forward: 'Local' }],
      },
      {
        key: { address: '2001:db8::229', port: 80 },
        persistence: null,
        flags: '(sh-port)',
        destinations: [{ address: '2001:db8::220' }],
      },
      { key: { protocol: 'sctp', port: 5060 } },
      { key: { kind: 'mark', mark: 7, family: 4 }, flags: 'ops', destinations: [{ port: 0, forward: 'Masq' }] },
      { key: { kind: 'mark', mark: 8, family: 6 }, scheduler: 'rr', persistence: 10 },
    ]);
  });

  it('tells an empty table from no table', () => {
    expect(parseIpvsadmTable(header)).toEqual([]);
    expect(parseIpvsadmTable('')).toEqual({ notUnderstood: 'nothing was printed' });
  });

  it.each([
    ['a line of another kind', 'TCP  192.168.1.229:80 wrr\nhello\n', 'hello'],
    ['names instead of numbers', 'TCP  www.example.com:http wrr\n', 'TCP  www.example.com:http wrr'],
    ['a destination of no service', '  -> 192.168.1.220:80  Route 1 0 0\n', '  -> 192.168.1.220:80  Route 1 0 0'],
  ])('does not guess at %s', (_what, text, line) => {
    expect(parseIpvsadmTable(header + text)).toEqual({ notUnderstood: line });
  });
});

describe('parseHeldAddresses', () => {
  it('takes labels, flags, peers, link names and IPv6', () => {
    const text = [
      '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever',
      '2: eth0    inet 192.168.1.229/24 scope global secondary eth0:1\\       valid_lft forever preferred_lft forever',
      '2: eth0    inet6 2001:db8::0:1/64 scope global dynamic mngtmpaddr \\       valid_lft 86389sec',
      '3: tunl0@NONE    inet 192.168.1.229/32 scope global tunl0\\       valid_lft forever',
      '4: ppp0    inet 10.0.0.1 peer 10.0.0.2/32 scope global ppp0\\       valid_lft forever',
    ].join('\n');
    expect(parseHeldAddresses(text)).toEqual([
      { interface: 'lo', address: '127.0.0.1', prefixLength: 8, label: 'lo' },
      { interface: 'eth0', address: '192.168.1.229', prefixLength: 24, label: 'eth0:1' },
      { interface: 'eth0', address: '2001:db8::1', prefixLength: 64, label: null },
      { interface: 'tunl0', address: '192.168.1.229', prefixLength: 32, label: 'tunl0' },
      { interface: 'ppp0', address: '10.0.0.1', prefixLength: 32, label: 'ppp0' },
    ]);
  });
});

describe('parseIfconfig', () => {
  it.each([
    [
      'net-tools 2',
      `eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet 192.168.1.252  netmask 255.255.255.0  broadcast 192.168.1.255

eth0:1: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet 192.168.1.229  netmask 255.255.255.255  broadcast 0.0.0.0
`,
    ],
    [
      'net-tools 1.60, as the document has it',
      `eth0      Link encap:Ethernet  HWaddr 52:54:00:00:00:11
          inet addr:192.168.1.252  Bcast:192.168.1.255  Mask:255.255.255.0
          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1

eth0:1    Link encap:Ethernet  HWaddr 52:54:00:00:00:11
          inet addr:192.168.1.229  Bcast:192.168.1.229  Mask:255.255.255.255
`,
    ],
  ])('reads %s', (_version, text) => {
    expect(Object.fromEntries(parseIfconfig(text))).toEqual({ eth0: ['192.168.1.252'], 'eth0:1': ['192.168.1.229'] });
  });
});

describe('parseArping', () => {
  it('reads iputils and busybox', () => {
    const text = `ARPING 192.168.1.229 from 192.168.1.10 eth0
Unicast reply from 192.168.1.229 [52:54:00:AA:00:11]  0.813ms
Unicast reply from 192.168.1.229 [52:54:0:aa:0:12] 0.902ms
Unicast reply from 192.168.1.229 [52:54:00:aa:00:11]  0.713ms
Sent 2 probes (1 broadcast(s))
Received 3 response(s)
`;
    expect(parseArping(text)).toEqual(['52:54:00:aa:00:11', '52:54:00:aa:00:12']);
  });

  it('reads the one of Thomas Habets', () => {
    const text = `ARPING 192.168.1.229
42 bytes from 4e:f3:42:2f:e8:7a (192.168.1.229): index=0 time=11.387 usec
42 bytes from 9a:42:f1:83:e2:fa (192.168.1.229): index=1 time=46.870 usec
42 bytes from 4e:f3:42:2f:e8:7a (192.168.1.229): index=2 time=5.828 usec

--- 192.168.1.229 statistics ---
2 packets transmitted, 3 packets received,   0% unanswered (1 extra)
rtt min/avg/max/std-dev = 0.006/0.028/0.049/0.020 ms
`;
    expect(parseArping(text)).toEqual(['4e:f3:42:2f:e8:7a', '9a:42:f1:83:e2:fa']);
  });

  it('finds nobody where nobody answered', () => {
    expect(
      parseArping('ARPING 192.168.1.229\nTimeout\n2 packets transmitted, 0 packets received, 100% unanswered\n'),
    ).toEqual([]);
  });
});

describe('hostRouteOf', () => {
  const text =
    'default via 192.168.1.1 dev eth0\n192.168.1.0/24 dev eth0 proto kernel\n192.168.1.229 dev lo scope link\n';

  it('finds the interface of a host route, not of a subnet', () => {
    expect(hostRouteOf(text, '192.168.1.229')).toBe('lo');
    expect(hostRouteOf(text, '192.168.1.22')).toBeNull();
    expect(hostRouteOf(text, '192.168.1.0')).toBeNull();
  });

  it('reads what route -n prints as well', () => {
    const printed = `Kernel IP routing table
Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
0.0.0.0         192.168.1.1     0.0.0.0         UG    0      0        0 eth0
192.168.1.0     0.0.0.0         255.255.255.0   U     0      0        0 eth0
192.168.1.229   0.0.0.0         255.255.255.255 UH    0      0        0 lo
`;
    expect(hostRouteOf(printed, '192.168.1.229')).toBe('lo');
    expect(hostRouteOf(printed, '192.168.1.0')).toBeNull();
  });
});

describe('parseKernelValues', () => {
  it('reads what head prints of several files', () => {
    const text = '==> /proc/sys/net/ipv4/ip_forward <==\n1\n\n==> /proc/sys/net/ipv4/conf/eth0.100/arp_ignore <==\n0\n';
    expect(Object.fromEntries(parseKernelValues(text))).toEqual({
      'net/ipv4/ip_forward': '1',
      'net/ipv4/conf/eth0.100/arp_ignore': '0',
    });
  });
});
