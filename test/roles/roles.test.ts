import { describe, expect, it } from 'vitest';
import site from '../../playbooks/site.ts';
import { autostart } from '../../roles/autostart/role.ts';
import { director } from '../../roles/director/role.ts';
import { forwarding } from '../../roles/forwarding/role.ts';
import { ipvsadm } from '../../roles/ipvsadm/role.ts';
import { keepalived, keepalivedConfiguration } from '../../roles/keepalived/role.ts';
import { realServer } from '../../roles/real-server/role.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { refuseImpossibleOrder } from '../../src/engine/assess.ts';
import type { Facts } from '../../src/facts/facts.ts';
import type { Role } from '../../src/playbook/playbook.ts';
import type { Observation } from '../../src/resources/resource.ts';
import { printedErrorOf } from '../report/printed-error.ts';
import { actionsOf, answered } from '../resources/local.ts';
import { contextOf, documentCluster, fullCluster, standaloneCluster } from './document-cluster.ts';
import { mixedCluster, mixedStandalone } from './mixed-cluster.ts';
import { idsOf, resourceOf, written } from './written.ts';

const allRoles = [forwarding(), ipvsadm(), keepalived(), director(), realServer(), autostart()];

describe('what a role wants', () => {
  it.each<readonly [string, Role, Cluster, host: string, readonly string[]]>([
    [
      'forwarding',
      forwarding(),
      documentCluster,
      'lb1',
      [
        'file:/etc/modules-load.d/lvsdeploy-ipvs.conf',
        'modules:ipvs',
        'file:/etc/sysctl.d/60-lvsdeploy-forwarding.conf',
        'sysctl:net.ipv4.ip_forward',
        'file:/etc/sysctl.d/60-lvsdeploy-ipvs.conf',
        'sysctl:net.ipv4.vs.expire_nodest_conn',
        'sysctl:net.ipv4.vs.expire_quiescent_template',
      ],
    ],
    [
      'keepalived',
      keepalived(),
      documentCluster,
      'lb2',
      [
        'package:keepalived',
        'file:/etc/keepalived/switch-over',
        'directory:/etc/keepalived/drain',
        'file:/etc/keepalived/drain/web1',
        'file:/etc/keepalived/drain/web2',
        'file:/etc/keepalived/keepalived.conf',
        'enabled:keepalived',
        'service:keepalived',
        'command:keepalived runs as installed',
        'handler:reload-keepalived',
        'command:no other drain files',
      ],
    ],
    ['no keepalived in the standalone form', keepalived(), standaloneCluster, 'lb1', []],
    ['director', director(), documentCluster, 'lb1', ['file:/sbin/lvsdr.sh']],
    [
      'director, standalone',
      director(),
      standaloneCluster,
      'lb1',
      ['file:/sbin/lvsdr.sh', 'command:lvsdr.sh start 192.168.1.229'],
    ],
    [
      'real server',
      realServer(),
      documentCluster,
      'web2',
      [
        'file:/etc/sysctl.d/60-lvsdeploy-real-server.conf',
        'sysctl:net.ipv4.conf.all.arp_ignore',
        'sysctl:net.ipv4.conf.all.arp_announce',
        'sysctl:net.ipv4.conf.default.arp_ignore',
        'sysctl:net.ipv4.conf.default.arp_announce',
        'file:/sbin/realdr.sh',
        'command:realdr.sh start 192.168.1.229',
      ],
    ],
    [
      'nothing of a real server without a service',
      realServer(),
      { ...documentCluster, virtualServices: [] },
      'web2',
      [],
    ],
    ['autostart', autostart(), documentCluster, 'web1', ['file:/etc/rc.local']],
    ['autostart of a real server of NAT', autostart(), mixedCluster, 'app1', ['file:/etc/rc.local']],
    [
      'director, standalone, the gateway too',
      director(),
      mixedStandalone,
      'lb1',
      ['file:/sbin/lvsdr.sh', 'command:lvsdr.sh start 192.168.1.229 fd00:1::229 10.0.0.254 fd00:2::254'],
    ],
  ])('%s', (_, role, cluster, host, ids) => {
    expect(idsOf(role, contextOf(cluster, host))).toEqual(ids);
  });

  it('waits for ip_vs before its sysctls', () => {
    const resource = resourceOf(
      forwarding(),
      contextOf(documentCluster, 'lb1'),
      'sysctl:net.ipv4.vs.expire_nodest_conn',
    );
    expect(resource.after).toEqual(['modules:ipvs']);
  });

  it('shows the configuration without the password, old or new', () => {
    const conf = resourceOf(keepalived(), contextOf(documentCluster, 'lb1'), 'file:/etc/keepalived/keepalived.conf');
    const content = Buffer.from('authentication { auth_type PASS auth_pass 1111 }\nweight 1\n');
    const state = { type: 'file', mode: '0600', owner: ['root', '0'], group: ['root', '0'], size: 9, content };
    const comparison = conf.compare(<Value>() => ({ kind: 'found', value: state }) as Observation<Value>);
    expect(comparison).toMatchObject({
      changes: [
        {
          from: 'authentication { auth_type PASS [secret]}\nweight 1\n',
          to: expect.stringMatching(/auth_type PASS\n {4}\[secret\]\n {2}\}\n[^]*weight 3\n/) as string,
        },
      ],
    });
  });

  it('shows no password of the old configuration when the new one has none', () => {
    const open = documentCluster.vrrp && { ...documentCluster.vrrp, auth: null };
    const context = contextOf({ ...documentCluster, vrrp: open }, 'lb1');
    const conf = resourceOf(keepalived(), context, 'file:/etc/keepalived/keepalived.conf');
    const content = Buffer.from('    auth_pass 1111\n');
    const state = { type: 'file', mode: '0600', owner: ['root', '0'], group: ['root', '0'], size: 9, content };
    const comparison = conf.compare(<Value>() => ({ kind: 'found', value: state }) as Observation<Value>);
    expect(comparison).toMatchObject({ changes: [{ from: '    [secret]\n' }] });
  });

  it('reloads keepalived for a new configuration, unless it starts it anyway', () => {
    const context = contextOf(documentCluster, 'lb1');
    const conf = resourceOf(keepalived(), context, 'file:/etc/keepalived/keepalived.conf');
    const running = resourceOf(keepalived(), context, 'service:keepalived');
    const reload = resourceOf(keepalived(), context, 'handler:reload-keepalived');
    expect([conf.notify, running.satisfies]).toEqual([['reload-keepalived'], ['reload-keepalived']]);
    const [action] = actionsOf(reload.compare(answered({ stdout: 'reload-keepalived\n' })));
    expect(action?.script.text).toMatch(/^\( systemctl reload keepalived\n\) \|\| exit 1\n/);
  });
});

describe('rc.local is run at boot', () => {
  const idsFor = (facts: Partial<Facts>) => idsOf(autostart(), contextOf(documentCluster, 'lb1', facts));
  const rcLocal = { path: '/etc/rc.local', isRun: false };
  it.each<readonly [string, Partial<Facts>, readonly string[]]>([
    ['by the generator of systemd', {}, ['file:/etc/rc.local']],
    [
      'by a unit, where systemd has no generator',
      { rcLocal },
      ['file:/etc/rc.local', 'file:/etc/systemd/system/rc-local.service', 'enabled:rc-local'],
    ],
    ["by Debian's init script", { init: 'sysv', rcLocal }, ['file:/etc/rc.local', 'enabled:rc.local']],
    [
      'by the last link of a runlevel',
      { init: 'sysv', family: 'redhat', rcLocal: { path: '/etc/rc.d/rc.local', isRun: true } },
      ['file:/etc/rc.d/rc.local', ...[2, 3, 4, 5].map((level) => `symlink:/etc/rc.d/rc${level}.d/S99local`)],
    ],
  ])('%s', (_, facts, ids) => {
    expect(idsFor(facts)).toEqual(ids);
  });

  it('in the place where systemd looks for it', () => {
    const context = contextOf(documentCluster, 'lb1', { rcLocal: { path: '/etc/rc.d/rc.local', isRun: false } });
    const unit = written(autostart(), context, '/etc/systemd/system/rc-local.service').content;
    expect(unit).toContain('\nConditionFileIsExecutable=/etc/rc.d/rc.local\n');
    expect(unit).toContain('\nExecStart=/etc/rc.d/rc.local start\n');
    expect(unit).not.toContain('PATH');
  });
});

describe('the playbook', () => {
  it.each([
    ['ha', documentCluster],
    ['ha, full', fullCluster],
    ['standalone', standaloneCluster],
    ['mixed', mixedCluster],
    ['mixed, standalone', mixedStandalone],
  ])('can be applied in its order: %s', (_, cluster) => {
    const realServers = site.plays.find(({ name }) => name === 'real servers');
    const directors = site.plays.find(({ name }) => name === 'directors');
    const tasks = (roles: readonly Role[], host: string) =>
      roles.flatMap((role) =>
        role.resources(contextOf(cluster, host)).map((resource) => ({ role: role.name, resource })),
      );
    expect(realServers?.hosts).toBe('realServers');
    expect(directors).toMatchObject({ hosts: 'directors', serial: 1, order: 'standby-first' });
    for (const [play, host] of [
      [realServers, 'web1'],
      [directors, 'lb1'],
    ] as const) {
      const wanted = tasks(play?.roles ?? [], host);
      expect(wanted.length).toBeGreaterThan(3);
      expect(() => refuseImpossibleOrder(host, wanted)).not.toThrow();
    }
  });
});

describe('a scheduler that the kernel does not have', () => {
  const kernel = (ipvsSchedulers: Facts['ipvsSchedulers']) => contextOf(fullCluster, 'lb1', { ipvsSchedulers });

  it('is an error that names the kernel and the module', () => {
    expect(() => forwarding().resources(kernel(['wrr', 'rr']))).toThrow(
      expect.objectContaining({
        message: 'its kernel 6.1.0 has no ip_vs_mh, neither as a module nor built in',
        place: 'lb1',
        hint: expect.stringContaining('it has wrr, rr') as string,
      }),
    );
  });

  it.each([
    ['it has them', forwarding(), kernel(['wrr', 'rr', 'mh'])],
    ['it cannot be told', forwarding(), kernel(null)],
    ['another kernel comes first', forwarding({ afterKernel: true }), kernel([])],
  ])('is none where %s', (_, role, context) => {
    expect(role.resources(context).length).toBeGreaterThan(0);
  });
});

describe('NAT', () => {
  it('gets its way back when the directors have the gateway', () => {
    const names = site.plays.map(({ name }) => name);
    expect(names.indexOf('way back of NAT')).toBeGreaterThan(names.indexOf('directors'));
    const play = site.plays.find(({ name }) => name === 'way back of NAT');
    const tasks = (play?.roles ?? []).flatMap((role) =>
      role.resources(contextOf(mixedCluster, 'app1')).map((resource) => ({ role: role.name, resource })),
    );
    expect(tasks).toHaveLength(5);
    expect(() => refuseImpossibleOrder('app1', tasks)).not.toThrow();
  });
});

describe('what is not supported is refused, by every role', () => {
  it.each<readonly [string, Cluster, Partial<Facts>]>([
    [
      'this host (alpine) has none of apt-get, dnf and yum',
      documentCluster,
      { packageManager: null, distribution: 'alpine' },
    ],
    [
      'neither systemd (/run/systemd/system) nor SysV init (/etc/inittab and /etc/init.d) was found',
      documentCluster,
      { init: 'other' },
    ],
  ])('%s', (what, cluster, facts) => {
    for (const role of allRoles) {
      const host = role.name === 'real-server' ? 'web1' : 'lb1';
      expect(() => role.resources(contextOf(cluster, host, facts)), role.name).toThrow(what);
    }
  });

  it.each([
    ['the Red Hat family', { family: 'redhat', packageManager: 'dnf' }],
    ['SysV init', { init: 'sysv' }],
    ['an old Red Hat', { family: 'redhat', packageManager: 'yum', init: 'sysv' }],
  ] as const)('but not %s', (_, facts) => {
    for (const role of allRoles) {
      const host = role.name === 'real-server' ? 'web1' : 'lb1';
      expect(role.resources(contextOf(documentCluster, host, facts)).length, role.name).toBeGreaterThan(0);
    }
  });

  it.each([
    ['192.168.1.229:80', null],
    ['the mark 1', { number: 1, family: 4, traffic: [] }],
  ] as const)('and so is a virtual service that keepalived would refuse: %s', async (name, mark) => {
    const virtualServices = documentCluster.virtualServices.map((service) => ({
      ...service,
      mark,
      realServers: service.realServers.map((server) => ({ ...server, weight: 0 })),
    }));
    const context = contextOf({ ...documentCluster, virtualServices }, 'lb1');
    expect(await printedErrorOf(() => keepalived().resources(context))).toBe(`\
web: all servers of ${name} have weight 0, which keepalived refuses
  → Give one of them a weight, or take the virtual service out of the inventory.
`);
  });

  it('and so is keepalived.conf of a cluster without keepalived', async () => {
    const [lb1] = standaloneCluster.directors;
    if (lb1 === undefined) throw new Error('it has a director');
    expect(await printedErrorOf(() => keepalivedConfiguration(standaloneCluster, lb1))).toBe(`\
web: a standalone cluster has no keepalived.conf
  → Say "form: ha" in the inventory for a cluster under keepalived.
`);
  });
});
