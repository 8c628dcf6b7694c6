import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restoreRoute } from '../../roles/real-server/default-route.ts';
import { holdingsOf, segmentRules, tunnelsTo, waysBack } from '../../roles/real-server/parts.ts';
import { realServer } from '../../roles/real-server/role.ts';
import { wayBack } from '../../roles/way-back/role.ts';
import type { Cluster, VirtualService } from '../../src/cluster/cluster.ts';
import { actionsOf, answered } from '../resources/local.ts';
import { contextOf, documentCluster } from './document-cluster.ts';
import { mixedCluster, served } from './mixed-cluster.ts';
import { idsOf, resourceOf, written } from './written.ts';

const vip = '192.168.1.229';
const vip6 = 'fd00:1::229';

function having(...virtualServices: readonly VirtualService[]): Cluster {
  return { ...mixedCluster, virtualServices };
}
function serverOf({ realServers }: Cluster, name: string) {
  const found = realServers.find((server) => server.name === name);
  if (found === undefined) throw new Error(`${name} is no real server`);
  return found;
}

describe('the VIP of a real server', () => {
  const devices = (...services: readonly VirtualService[]) => {
    const cluster = having(...services);
    return holdingsOf(cluster, serverOf(cluster, 'web1')).map(({ device, address }) => `${address} ${device}`);
  };
  const mark = (address: string, ...more: readonly string[]) => ({
    number: 1,
    family: 4 as const,
    traffic: [address, ...more].map((one) => ({
      address: one,
      protocol: 'tcp' as const,
      ports: [{ from: 80, to: 80 }],
    })),
  });

  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['direct routing', devices(served('dr', vip, 80), served('dr', vip6, 80)), [`${vip} lo`, `${vip6} lo`]],
    ['a tunnel', devices(served('tun', vip, 80), served('tun', vip6, 80)), [`${vip} tunl0`, `${vip6} ip6tnl0`]],
    ['both', devices(served('tun', vip, 80), served('dr', vip, 81)), [`${vip} lo`]],
    ['one each', devices(served('tun', vip6, 80), served('dr', vip, 81)), [`${vip} lo`, `${vip6} ip6tnl0`]],
    ['a mark', devices(served('tun', vip, 80, { mark: mark(vip) })), [`${vip} tunl0`]],
    ['NAT', devices(served('nat', vip, 80)), []],
  ])('by %s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('is told of by segments that fit, where it comes out of a tunnel', () => {
    const cluster = having(served('tun', vip, 80), served('tun', vip6, 80));
    const { rules } = segmentRules(cluster, serverOf(cluster, 'web1'));
    expect(rules.map(({ nft }) => nft)).toEqual([
      'ip saddr 192.168.1.229 tcp flags & (syn | rst) == syn tcp option maxseg size set 1440',
      'ip6 saddr fd00:1::229 tcp flags & (syn | rst) == syn tcp option maxseg size set 1400',
    ]);
    expect(segmentRules(documentCluster, serverOf(documentCluster, 'web1')).rules).toEqual([]);
  });
});

describe('what the roles want of a real server', () => {
  const quiet = [
    'file:/etc/sysctl.d/60-lvsdeploy-real-server.conf',
    'sysctl:net.ipv4.conf.all.arp_ignore',
    'sysctl:net.ipv4.conf.all.arp_announce',
    'sysctl:net.ipv4.conf.default.arp_ignore',
    'sysctl:net.ipv4.conf.default.arp_announce',
  ];
  const script = 'file:/sbin/realdr.sh';
  it.each<readonly [string, Cluster, host: string, readonly string[]]>([
    ['of NAT', mixedCluster, 'app1', [script]],
    ['of IPv6 alone', having(served('dr', vip6, 80)), 'web1', [script, `command:realdr.sh start ${vip6}`]],
    [
      'of a tunnel',
      having(served('tun', vip, 80)),
      'web1',
      [
        ...quiet,
        script,
        'file:/etc/modules-load.d/lvsdeploy-tunnel.conf',
        'modules:tunnel',
        'file:/etc/sysctl.d/60-lvsdeploy-tunnel.conf',
        'sysctl:net.ipv4.conf.all.rp_filter',
        'sysctl:net.ipv4.conf.tunl0.rp_filter',
        'sysctl:net.ipv4.conf.eth0.rp_filter',
        'command:realdr.sh start tunnel',
        `command:realdr.sh start ${vip}`,
      ],
    ],
    [
      'of a tunnel of IPv6',
      having(served('tun', vip6, 80)),
      'web1',
      [
        script,
        'file:/etc/modules-load.d/lvsdeploy-tunnel.conf',
        'modules:tunnel',
        'command:realdr.sh start tunnel',
        `command:realdr.sh start ${vip6}`,
      ],
    ],
    ['of another service', having(served('nat', vip, 80)), 'web1', []],
  ])('%s', (_, cluster, host, ids) => {
    expect(idsOf(realServer(), contextOf(cluster, host))).toEqual(ids);
  });

  it.each<readonly [string, Cluster, host: string, readonly string[]]>([
    [
      'in both families',
      mixedCluster,
      'app1',
      [
        'file:/etc/sysctl.d/60-lvsdeploy-way-back.conf',
        'sysctl:net.ipv6.conf.eth0.accept_ra_defrtr',
        'command:default route of IPv4',
        'command:default route of IPv6',
        'command:the default route is kept',
      ],
    ],
    [
      'in one',
      having(served('nat', vip, 80)),
      'app2',
      ['command:default route of IPv4', 'command:the default route is kept'],
    ],
    [
      'in the network of the directors, where these could tell of a shorter way',
      {
        ...having(served('nat', vip6, 80)),
        inside: { interface: 'eth0', network: '192.168.1.0/24', network6: 'fd00:1::/64', gateway: '192.168.1.254', gateway6: 'fd00:1::254' }, // prettier-ignore
      },
      'app1',
      [
        'file:/etc/sysctl.d/60-lvsdeploy-way-back.conf',
        'sysctl:net.ipv6.conf.eth0.accept_ra_defrtr',
        'sysctl:net.ipv6.conf.eth0.accept_redirects',
        'command:default route of IPv6',
        'command:the default route is kept',
      ],
    ],
    ['nothing of a real server of DR', mixedCluster, 'web1', []],
    ['nothing of a director', mixedCluster, 'lb1', []],
  ])('for its way back: %s', (_, cluster, host, ids) => {
    expect(idsOf(wayBack(), contextOf(cluster, host))).toEqual(ids);
  });

  it('is restored by the host itself, unless a later round trip keeps the route', () => {
    const context = contextOf(mixedCluster, 'app1');
    const route = resourceOf(wayBack(), context, 'command:default route of IPv4');
    const kept = resourceOf(wayBack(), context, 'command:the default route is kept');
    const script = actionsOf(route.compare(answered({ stdout: '1\n' })))[0]?.script.text ?? '';
    expect(script.indexOf('setsid')).toBeGreaterThan(0);
    expect(script.indexOf('/sbin/realdr.sh start gateway')).toBeGreaterThan(script.indexOf('setsid'));
    expect(kept.after).toEqual(['command:default route of IPv4', 'command:default route of IPv6']);
  });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'real-server-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const netns = ['--net', '--mount'];
const link = `ip link set lo up
for name in eth0 tunl0 ip6tnl0; do ip link add $name type veth peer name p-$name && ip link set p-$name up; done
ip link set eth0 up && mount -t tmpfs none /var/lib`;
const canUnshare = spawnSync('unshare', [...netns, 'sh', '-c', link]).status === 0;

// In a network namespace of their own: real addresses, routes and kernel parameters. A veth stands for each tunnel.
describe.runIf(canUnshare)('realdr.sh in a network of its own', () => {
  function run(host: string, cluster: Cluster, commands: string) {
    const content = written(realServer(), contextOf(cluster, host), '/sbin/realdr.sh').content;
    const path = `PATH="${folder}:/usr/sbin:/sbin:/usr/bin:/bin"`;
    writeFileSync(join(folder, 'realdr.sh'), content.replace(/^PATH=.*$/m, path), { mode: 0o755 });
    copyFileSync(join(import.meta.dirname, 'fake-nft.sh'), join(folder, 'nft'));
    chmodSync(join(folder, 'nft'), 0o755);
    const { status, stdout, stderr } = spawnSync('unshare', [...netns, 'sh', '-c', `${link}\n${commands}`], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', FAKE_RULES: join(folder, 'rules') },
    });
    return { status, stdout: stdout.replaceAll(/ +$/gm, ''), stderr };
  }
  const addresses = `ip -o addr show to ${vip} | sed 's/ *\\\\.*//; s/^[0-9]*: //; s/  */ /g'
ip -o -6 addr show to ${vip6} | sed 's/ *\\\\.*//; s/^[0-9]*: //; s/  */ /g'`;

  it('takes what comes out of tunnels, and lets it go again', () => {
    const cluster = having(served('tun', vip, 80), served('tun', vip6, 80));
    const filters =
      'cd /proc/sys/net/ipv4/conf; echo 1 | tee all/rp_filter tunl0/rp_filter eth0/rp_filter; cd - > /dev/null';
    const { stdout, stderr } = run(
      'web1',
      cluster,
      `${filters}; ./realdr.sh status; echo $?; ./realdr.sh start; echo $?; ./realdr.sh start; echo $?; ${addresses}
./realdr.sh status; echo $?; cat /proc/sys/net/ipv4/conf/*/rp_filter | sort -u; ./realdr.sh stop; echo $?; ${addresses}; ls rules`,
    );
    expect(stderr).toBe('');
    expect(stdout).toBe(
      [
        '1',
        'Tunnel tunl0: closed',
        'Tunnel ip6tnl0: closed',
        ...['all', 'tunl0', 'eth0'].map((name) => `/proc/sys/net/ipv4/conf/${name}/rp_filter: not 0`),
        'Segments: too large for the tunnel',
        `VIP ${vip}: not here`,
        `VIP ${vip6}: not here`,
        'ARP: answers for the VIP',
        '3\n0\n0',
        `tunl0 inet ${vip}/32 scope global tunl0`,
        `ip6tnl0 inet6 ${vip6}/128 scope global nodad`,
        'Tunnel tunl0: open',
        'Tunnel ip6tnl0: open',
        'Segments: fit through the tunnel',
        `VIP ${vip}: here`,
        `VIP ${vip6}: here`,
        'ARP: quiet',
        '0\n0\n0\n',
      ].join('\n'),
    );
  });

  it('moves a VIP that is reached by another method now', () => {
    const cluster = having(served('dr', vip, 80), served('dr', vip6, 80));
    const { stdout } = run(
      'web1',
      cluster,
      `ip addr add ${vip}/32 dev tunl0; ip addr add ${vip6}/128 dev ip6tnl0 nodad; ./realdr.sh start; echo $?; ${addresses}; ./realdr.sh status vips; echo $?`,
    );
    expect(stdout).toBe(
      [
        '0',
        `lo inet ${vip}/32 scope global lo:0`,
        `lo inet6 ${vip6}/128 scope global nodad`,
        `VIP ${vip}: here\nVIP ${vip6}: here\nARP: quiet\n0\n`,
      ].join('\n'),
    );
  });

  const inside = 'ip addr add 10.0.0.221/24 dev eth0; ip addr add fd00:2::221/64 dev eth0 nodad; ip link set p-eth0 up';
  const routes =
    "{ ip -4 route show default; ip -6 route show default | sed 's/ pref medium//'; } | sed 's/ *$//'; echo";
  const before = 'ip route add default via 10.0.0.1 dev eth0 onlink; ip -6 route add default via fd00:2::1 dev eth0';

  it('sends answers through the directors, and by the former way again', () => {
    const { stdout, stderr } = run(
      'app1',
      mixedCluster,
      `${inside}; ${before}; ./realdr.sh status; echo $?; ./realdr.sh start; ./realdr.sh start; echo $?; ${routes}
./realdr.sh status; echo $?; ./realdr.sh restart; ./realdr.sh stop; ./realdr.sh stop; echo $?; ${routes}`,
    );
    expect(stderr).toBe('');
    expect(stdout).toBe(
      [
        'Gateway 10.0.0.254: not here\nGateway fd00:2::254: not here\n3\n0',
        'default via 10.0.0.254 dev eth0 proto 129',
        'default via fd00:2::254 dev eth0 proto 129 metric 1',
        '\nGateway 10.0.0.254: here\nGateway fd00:2::254: here\n0\n0',
        'default via 10.0.0.1 dev eth0 onlink',
        'default via fd00:2::1 dev eth0 metric 1024\n\n',
      ].join('\n'),
    );
  });

  it('keeps the former way when the gateway becomes another', () => {
    const { stdout } = run(
      'app1',
      mixedCluster,
      `${inside}; ${before}; sed 's/10.0.0.254/10.0.0.253/' realdr.sh > other.sh; ./realdr.sh start; sh other.sh start; ${routes}
sh other.sh stop; ${routes}`,
    );
    expect(stdout).toBe(
      [
        'default via 10.0.0.253 dev eth0 proto 129',
        'default via fd00:2::254 dev eth0 proto 129 metric 1\n',
        'default via 10.0.0.1 dev eth0 onlink',
        'default via fd00:2::1 dev eth0 metric 1024\n\n',
      ].join('\n'),
    );
  });

  it('leaves no other way of IPv6 to fall back to, wherever it is from, and has all of them again', () => {
    const ways = [2, 3].map((host) => `ip -6 route add default via fd00:2::${host} dev eth0 metric ${host}00`);
    const advertised = 'ip -6 route add default via fd00:2::9 dev eth0 proto ra metric 1024';
    const { stdout, stderr } = run(
      'app1',
      mixedCluster,
      `${inside}; ${ways.join('; ')}; ${advertised}; ./realdr.sh start; ${routes}; ./realdr.sh stop; echo $?; ${routes}`,
    );
    expect(stderr).toBe('');
    expect(stdout).toBe(
      [
        'default via 10.0.0.254 dev eth0 proto 129',
        'default via fd00:2::254 dev eth0 proto 129 metric 1\n',
        '0',
        'default via fd00:2::2 dev eth0 metric 200',
        'default via fd00:2::3 dev eth0 metric 300',
        'default via fd00:2::9 dev eth0 proto ra metric 1024\n\n',
      ].join('\n'),
    );
  });

  it('is not there for as long as another way of IPv6 is', () => {
    const { stdout } = run(
      'app1',
      mixedCluster,
      `${inside}; ./realdr.sh start; ip -6 route add default via fd00:2::2 dev eth0; ./realdr.sh status; ./realdr.sh start; ./realdr.sh status`,
    );
    expect(stdout).toBe(
      'Gateway 10.0.0.254: here\nGateway fd00:2::254: not here\nGateway 10.0.0.254: here\nGateway fd00:2::254: here\n',
    );
  });

  it.each([
    ['with no way before', ':', ''],
    [
      'with the same gateway set by another hand',
      'ip route add default via 10.0.0.254 dev eth0',
      'default via 10.0.0.254 dev eth0\n',
    ],
    [
      'with a way of a worse metric',
      'ip route add default via 10.0.0.2 dev eth0 metric 50',
      'default via 10.0.0.2 dev eth0 metric 50\n',
    ],
  ])('leaves things as they were: %s', (_, setup, after) => {
    const cluster = having(served('nat', vip, 80));
    const script = restoreRoute({ family: 4, gateway: '10.0.0.254', device: 'eth0' }).text;
    const { stdout } = run(
      'app1',
      cluster,
      `${inside}; ${setup}; ./realdr.sh start; ./realdr.sh status; ( ${script}\n ); ( ${script}\n ); echo $?; ${routes}`,
    );
    expect(stdout).toBe(`Gateway 10.0.0.254: here\n0\n${after}\n`);
  });

  it('has neither tunnel nor way back where the model has none', () => {
    expect(tunnelsTo(documentCluster, serverOf(documentCluster, 'web1'))).toEqual([]);
    expect(waysBack(mixedCluster, serverOf(mixedCluster, 'web1'))).toEqual([]);
  });
});
