import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lintCluster } from '../../src/cluster/lint/lint-cluster.ts';
import { findRule, rules } from '../../src/cluster/lint/rules.ts';
import { renderInventory } from '../../src/lab/access/inventory.ts';
import { topologies } from '../../src/lab/topology.ts';
import { change, mixed, parse, scripts, web } from '../inventory/parse.ts';
import { surroundings } from '../inventory/surroundings.ts';

const around = surroundings(
  { AUTH: 'secret', PRINTED: '1111' },
  { ...scripts, '/etc/lvs/vrrp-auth': 'secret', '/etc/lvs/sudo-password': 'secret', '/etc/lvs/id_ed25519': '' },
);
const load = (text: string) => parse(text, around);
const idsOf = (text: string) => load(text).findings.map(({ id }) => id);

const service = 'scheduler: wrr';
const vrrp = 'virtualRouterId: 51';
const both = '          web1: { weight: 3 }\n          web2: {}\n';
const alone = change(
  change(
    change(web, '      lb2: { address: 192.168.1.230, priority: 99 }\n', ''),
    '    vrrp:\n      virtualRouterId: 51\n',
    '',
  ),
  '    segment:',
  '    form: standalone\n    segment:',
);
const mail = `${web}  mail:
    segment: 192.168.0.0/16
    directors: { lb3: { address: 192.168.7.3, priority: 2 }, lb4: { address: 192.168.7.4, priority: 1 } }
    realServers: { mx1: { address: 192.168.7.6 } }
    vips: [{ address: 192.168.7.5 }]
    vrrp: { virtualRouterId: 52, syncDaemon: { id: 9 } }
    virtualServices: [{ vip: 192.168.7.5, port: 25, realServers: { mx1 } }]
`;
const clusterOf = (text: string, part: string, replacement: string) => change(text, part, replacement);
const inService = (lines: string) => clusterOf(web, service, lines);
const inVrrp = (lines: string) => clusterOf(web, vrrp, `${vrrp}\n      ${lines}`);

/** A rule, an inventory in which it is found, one that is nearly the same and in which it is not, and where it is found. */
const cases: readonly (readonly [id: string, fires: string, silent: string, path: string])[] = [
  // schedulers
  [
    'weights-unread',
    inService('scheduler: rr'),
    change(inService('scheduler: rr'), 'weight: 3', 'weight: 1'),
    'virtualServices[0].scheduler',
  ],
  ['all-by-one-destination', inService('scheduler: lblc'), inService('scheduler: mh'), 'virtualServices[0].scheduler'],
  [
    'hash-refuses',
    inService('scheduler: sh\n        inhibitOnFailure: true'),
    inService('scheduler: sh\n        schedulerFlags: sh-fallback\n        inhibitOnFailure: true'),
    'virtualServices[0].scheduler',
  ],
  [
    'hash-refuses',
    change(inService('scheduler: dh'), 'web2: {}', 'web2: { weight: 0 }'),
    inService('scheduler: dh'),
    'virtualServices[0].scheduler',
  ],
  [
    'hash-refuses',
    inService('scheduler: mh\n        inhibitOnFailure: true'),
    change(inService('scheduler: mh'), 'web2: {}', 'web2: { weight: 0 }'),
    'virtualServices[0].scheduler',
  ],
  [
    'hash-refuses-drained',
    inService('scheduler: mh'),
    inService('scheduler: mh\n        schedulerFlags: mh-fallback'),
    'virtualServices[0].scheduler',
  ],
  [
    'overflow-at-once',
    inService('scheduler: ovf'),
    change(inService('scheduler: ovf'), 'web2: {}', 'web2: { weight: 200 }'),
    'virtualServices[0].realServers.web2',
  ],
  [
    'overflow-of-udp',
    inService('protocol: udp\n        scheduler: ovf'),
    inService('scheduler: ovf'),
    'virtualServices[0].scheduler',
  ],
  [
    'failover-undecided',
    change(inService('scheduler: fo'), 'weight: 3', 'weight: 1'),
    inService('scheduler: fo'),
    'virtualServices[0].realServers',
  ],
  ['single-real-server', change(web, '          web2: {}\n', ''), web, 'virtualServices[0].realServers'],

  // persistence
  [
    'persistence-groups-many',
    inService('persistence: { timeout: 60, prefixLength: 8 }'),
    inService('persistence: { timeout: 60, prefixLength: 24 }'),
    'virtualServices[0].persistence.prefixLength',
  ],
  [
    'persistence-groups-many',
    change(mixed, 'prefixLength: 64', 'prefixLength: 32'),
    mixed,
    'virtualServices[6].persistence.prefixLength',
  ],
  [
    'persistence-of-a-hash',
    inService('scheduler: sh\n        persistence: 60'),
    inService('persistence: 60'),
    'virtualServices[0].persistence',
  ],
  ['persistence-shares', inService('persistence: 60'), web, 'virtualServices[0].persistence'],
  [
    'mark-without-persistence',
    change(mixed, 'persistence: { timeout: 60, prefixLength: 24 }', 'scheduler: wlc'),
    change(mixed, 'persistence: { timeout: 60, prefixLength: 24 }', 'scheduler: sh'),
    'virtualServices[5].mark',
  ],
  ['one-packet-missing', change(mixed, '        onePacket: true\n', ''), mixed, 'virtualServices[4].onePacket'],

  // health checks
  [
    'no-health-check',
    inService('protocol: udp'),
    inService('protocol: udp\n        healthCheck: none'),
    'virtualServices[0].healthCheck',
  ],
  ['slow-detection', inService('delayLoop: 12'), inService('delayLoop: 11'), 'virtualServices[0].delayLoop'],
  [
    'check-of-other-protocol',
    inService('healthCheck: udp'),
    inService('healthCheck: { udp: { port: 53 } }'),
    'virtualServices[0].healthCheck',
  ],
  [
    'check-of-other-protocol',
    inService('protocol: udp\n        healthCheck: smtp'),
    inService('healthCheck: smtp'),
    'virtualServices[0].healthCheck',
  ],
  [
    'alpha-without-check',
    inService('alpha: true\n        healthCheck: none'),
    inService('alpha: true'),
    'virtualServices[0].alpha',
  ],
  [
    'check-of-one-server',
    inService('healthCheck: { misc: { script: check.sh, arguments: [-H, 192.168.1.220] } }'),
    inService('healthCheck: { misc: { script: check.sh, arguments: [-H, 192.168.1.22, -s, 1192.168.1.220] } }'),
    'virtualServices[0].healthCheck.misc.arguments',
  ],
  ['check-of-host-only', inService('healthCheck: ping'), web, 'virtualServices[0].healthCheck'],
  [
    'udp-check-blind',
    inService('protocol: udp\n        healthCheck: { udp: { payload: 0a0b } }'),
    inService("protocol: udp\n        healthCheck: { udp: { requireReply: '0c' } }"),
    'virtualServices[0].healthCheck',
  ],
  [
    'http-status-only',
    inService('healthCheck: http'),
    inService('healthCheck: { http: { path: /healthy } }'),
    'virtualServices[0].healthCheck',
  ],
  [
    'https-without-name',
    inService('healthCheck: https'),
    inService('healthCheck: { https: { virtualHost: www.example.com } }'),
    'virtualServices[0].healthCheck',
  ],
  ['inhibit-holds', inService('inhibitOnFailure: true'), web, 'virtualServices[0].inhibitOnFailure'],

  // quorums
  [
    'quorum-without-sorry-server',
    inService('quorum: 2'),
    inService('quorum: 2\n        sorryServer: { address: 192.168.1.9 }'),
    'virtualServices[0].quorum',
  ],
  [
    'quorum-lost-by-one',
    inService('quorum: 2\n        sorryServer: { address: 192.168.1.9 }'),
    inService('quorum: 1\n        sorryServer: { address: 192.168.1.9 }'),
    'virtualServices[0].quorum',
  ],
  [
    'sorry-server-serves',
    inService('sorryServer: { address: 192.168.1.231 }'),
    inService('sorryServer: { address: 192.168.1.9 }'),
    'virtualServices[0].sorryServer',
  ],
  ['no-sorry-server', web, inService('sorryServer: { address: 192.168.1.9 }'), 'virtualServices[0].sorryServer'],

  // methods
  ['nat-client-inside', change(mixed, 'address: 192.168.1.10,', 'address: 10.0.0.10,'), mixed, 'clients.client'],
  ['nat-client-inside', change(mixed, 'fd00:1::10', 'fd00:2::10'), mixed, 'clients.client'],
  ['inside-unused', change(web, '    vrrp:', '    inside: { gateway: 192.168.1.254 }\n    vrrp:'), mixed, 'inside'],
  [
    'nat-one-network',
    change(inService('method: nat'), '    vrrp:', '    inside: { gateway: 192.168.1.254 }\n    vrrp:'),
    mixed,
    'inside',
  ],
  ['forwarding-ends-ra', mixed, web, 'inside.gateway6'],
  ['tunnel-mtu', inService('method: tun'), web, 'virtualServices[0].method'],

  // VIPs
  [
    'vip-unused',
    change(web, '- address: 192.168.1.229', '- address: 192.168.1.229\n      - address: 192.168.1.228'),
    mixed,
    'vips[1]',
  ],
  [
    'vip-wide',
    change(web, '- address: 192.168.1.229', '- { address: 192.168.1.229, prefixLength: 24 }'),
    change(web, '- address: 192.168.1.229', '- { address: 192.168.1.229, prefixLength: 32 }'),
    'vips[0].prefixLength',
  ],
  [
    'vip-wide',
    change(mixed, '- address: fd00:1::229', "- { address: 'fd00:1::229', prefixLength: 64 }"),
    mixed,
    'vips[1].prefixLength',
  ],

  // VRRP
  [
    'advert-too-fast',
    inVrrp('version: 3\n      advertInterval: 0.05'),
    inVrrp('version: 3\n      advertInterval: 0.1'),
    'vrrp.advertInterval',
  ],
  ['advert-too-slow', inVrrp('advertInterval: 4'), inVrrp('advertInterval: 3'), 'vrrp.advertInterval'],
  ['auth-as-printed', inVrrp('auth: { env: PRINTED }'), inVrrp('auth: { env: AUTH }'), 'vrrp.auth'],
  ['auth-in-clear', inVrrp('auth: { env: AUTH }'), web, 'vrrp.auth'],
  [
    'auth-not-of-ipv6',
    change(mixed, vrrp, `${vrrp}\n      auth: { env: AUTH }`),
    inVrrp('auth: { env: AUTH }'),
    'vrrp.auth',
  ],
  ['preempt-cuts-twice', web, inVrrp('preempt: false'), 'vrrp.preempt'],

  // sync daemon
  [
    'sync-id-shared',
    change(mail, vrrp, `${vrrp}\n      syncDaemon: { id: 9 }`),
    change(mail, vrrp, `${vrrp}\n      syncDaemon: true`),
    'vrrp.syncDaemon',
  ],
  ['no-sync-daemon', web, inVrrp('syncDaemon: true'), 'vrrp.syncDaemon'],
  ['no-sync-daemon', web, inService('scheduler: sh'), 'vrrp.syncDaemon'],
  ['sync-in-clear', inVrrp('syncDaemon: true'), inVrrp('syncDaemon: { interface: eth1 }'), 'vrrp.syncDaemon'],

  // hosts
  ['unused-real-server', change(web, '          web2: {}\n', ''), web, 'realServers.web2'],
  [
    'no-client',
    web,
    change(web, '    vips:', '    clients: { client: { address: 192.168.1.10 } }\n    vips:'),
    'clients',
  ],
  [
    'no-notification',
    web,
    change(web, '    vips:', '    notification: { to: a@example.com, from: b@example.com, smtpServer: mx }\n    vips:'),
    'notification',
  ],

  // the form standalone
  [
    'check-not-run',
    change(alone, service, 'healthCheck: tcp'),
    change(alone, service, 'healthCheck: none'),
    'virtualServices[0].healthCheck',
  ],
  ['keepalived-only', change(alone, service, 'omega: true'), inService('omega: true'), 'virtualServices[0].omega'],
  [
    'all-weights-zero',
    change(alone, both, '          web1: { weight: 0 }\n          web2: { weight: 0 }\n'),
    change(alone, both, '          web1: { weight: 0 }\n          web2: {}\n'),
    'virtualServices[0].realServers',
  ],
];

describe('the rule', () => {
  test.each(cases)('%s fires where it must, and there only', (id, fires, silent, path) => {
    const found = load(fires).findings.filter((finding) => finding.id === id);
    expect(found.map((finding) => finding.path.slice(2))).toEqual([pathOf(path)]);
    expect(idsOf(silent)).not.toContain(id);
  });

  test('has a test, whichever it is', () => {
    expect([...new Set(cases.map(([id]) => id))].sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  test('has a name of its own, and says what docs/lint.md does', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    const documentation = readFileSync(new URL('../../docs/lint.md', import.meta.url), 'utf8').split('\n');
    const rows = documentation.filter((line) => /^\| `/.test(line) && / \| (error|warning|note) \| /.test(line));
    expect(rows).toEqual(
      rules.map(
        ({ id, severity, title, reason, source, fix }) =>
          `| \`${id}\` | ${severity} | ${title}. ${reason} | ${source} | ${fix} |`,
      ),
    );
  });

  test('is found by its name', () => {
    expect(findRule('vip-wide')?.severity).toBe('warning');
    expect(findRule('constructor')).toBeUndefined();
  });
});

/** `vips[0].label` as the steps of a path. */
function pathOf(text: string): (string | number)[] {
  return text.split(/[.[\]]+/).flatMap((step) => (step === '' ? [] : [/^\d+$/.test(step) ? Number(step) : step]));
}

describe('a doubt is not had', () => {
  const doubtsOf = (text: string) => load(text).warnings;
  const furnishing = { flavours: {}, hasSources: false, powerCommand: () => ['true'] };

  test('about the inventories of examples, tests and the lab', () => {
    const example = readFileSync(new URL('../../inventory.example.yaml', import.meta.url), 'utf8');
    expect([example, web, mixed, alone].map(doubtsOf)).toEqual([[], [], [], []]);
    for (const topology of Object.values(topologies)) {
      expect(doubtsOf(renderInventory(topology, furnishing, '/run/lab'))).toEqual([]);
    }
  });

  test('about what the document does', () => {
    expect(doubtsOf(inService('scheduler: wrr\n        persistence: 60\n        inhibitOnFailure: true'))).toEqual([]);
    expect(doubtsOf(inService('scheduler: wlc'))).toEqual([]);
  });
});

describe('a finding', () => {
  test('is a warning with its place and its rule, unless it is a note', () => {
    expect(load(inService('scheduler: rr')).warnings).toEqual([
      '/etc/lvs/i.yaml:17:20: clusters.web.virtualServices[0].scheduler: rr does not look at weights, and they differ here; wrr does [weights-unread]',
    ]);
    expect(load(web).findings.map(({ severity }) => severity)).not.toContain('warning');
  });

  test('comes from the cluster alone, too', () => {
    const [cluster] = load(inService('protocol: udp\n        healthCheck: none')).clusters;
    if (cluster === undefined) throw new Error('no cluster');
    expect(lintCluster(cluster)).toContainEqual({
      id: 'no-health-check',
      severity: 'warning',
      cluster: 'web',
      path: ['virtualServices', 0, 'healthCheck'],
      message: 'missing, so that a dead server keeps its share; there is no default for udp',
      fix: findRule('no-health-check')?.fix,
    });
  });
});
