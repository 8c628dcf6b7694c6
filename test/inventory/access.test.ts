import { describe, expect, test } from 'vitest';
import type { HostAccess } from '../../src/inventory/host.ts';
import type { Surroundings } from '../../src/inventory/surroundings.ts';
import { change, parse, problemsOf, web } from './parse.ts';
import { surroundings } from './surroundings.ts';

function accessOf(text: string, name: string, around?: Surroundings): HostAccess {
  const host = parse(text, around).hosts.find((candidate) => candidate.name === name);
  if (host === undefined) throw new Error(`no host ${name}`);
  return host.access;
}

describe('a host about which nothing is said', () => {
  test('is reached as ssh(1) would, and sudo makes root', () => {
    const around = surroundings(
      { SSH_AUTH_SOCK: '/run/agent' },
      { '/home/ops/.ssh/id_rsa': '', '/home/ops/.ssh/id_ed25519': '' },
    );
    expect(accessOf(web, 'lb1', around)).toEqual({
      address: '192.168.1.252',
      port: 22,
      user: 'ops',
      identityFiles: ['/home/ops/.ssh/id_ed25519', '/home/ops/.ssh/id_rsa'],
      passphrase: null,
      identitiesOnly: false,
      agent: '/run/agent',
      password: null,
      knownHosts: [
        '/home/ops/.ssh/known_hosts',
        '/home/ops/.ssh/known_hosts2',
        '/etc/ssh/ssh_known_hosts',
        '/etc/ssh/ssh_known_hosts2',
      ],
      hostKeyAlias: null,
      hostKeyPolicy: 'strict',
      proxyCommand: null,
      proxyJump: [],
      connectTimeout: 10_000,
      connectionAttempts: 4,
      become: { method: 'sudo', password: null },
    });
  });

  test('needs no sudo for root, and no agent where none runs', () => {
    const access = accessOf(`${web}defaults: { ssh: { user: root } }\n`, 'lb1');
    expect([access.become, access.agent]).toEqual([{ method: 'none' }, null]);
  });

  test('has no agent where the variable is empty', () => {
    expect(accessOf(web, 'lb1', surroundings({ SSH_AUTH_SOCK: '' })).agent).toBeNull();
  });

  test('has its name for an address outside of a cluster', () => {
    expect(accessOf('hosts: { db.example.com: }', 'db.example.com').address).toBe('db.example.com');
  });
});

describe('the nearer level wins, key by key', () => {
  const levels = (host: string) => `
defaults: { ssh: { port: 1, user: far, connectTimeout: 1 }, vars: { a: 1, b: 1, c: 1, d: 1 } }
groups: { rack: { hosts: [web1], ssh: { port: 3 }, vars: { c: 3, d: 3 } } }
${change(web, '  web:\n', '  web:\n    ssh: { port: 2, connectTimeout: 2 }\n    vars: { b: 2, c: 2, d: 2 }\n')}
${host}`;

  test('defaults < cluster < group < host', () => {
    const { hosts } = parse(levels('hosts: { web1: { ssh: { port: 4 }, vars: { d: 4 } } }'));
    const reach = Object.fromEntries(
      hosts.map(({ name, access, vars }) => [name, [access.port, access.user, access.connectTimeout, vars]]),
    );
    expect(reach['web1']).toEqual([4, 'far', 2000, { a: 1, b: 2, c: 3, d: 4 }]);
    expect(reach['web2']).toEqual([2, 'far', 2000, { a: 1, b: 2, c: 2, d: 2 }]);
  });

  test('a host reached at another address serves at its own', () => {
    const { hosts, clusters } = parse(levels('hosts: { web1: { ssh: { address: mgmt1 } } }'));
    expect(hosts.find(({ name }) => name === 'web1')?.access.address).toBe('mgmt1');
    expect(clusters[0]?.realServers[0]).toEqual({
      name: 'web1',
      address: '192.168.1.220',
      address6: null,
      interface: 'eth0',
    });
  });
});

describe('groups', () => {
  const groups = (text: string) => `${web}groups:\n${text}`;

  test('are the role, the cluster and those that the file names', () => {
    const { hosts } = parse(groups('  rack1: { hosts: [lb1, web1] }\n'));
    expect(hosts.map((host) => [host.name, ...host.groups])).toEqual([
      ['lb1', 'directors', 'web', 'rack1'],
      ['lb2', 'directors', 'web'],
      ['web1', 'realServers', 'web', 'rack1'],
      ['web2', 'realServers', 'web'],
    ]);
  });

  test.each([
    ['one value', '22', '22', []],
    [
      'two values',
      '22',
      '23',
      [
        '23:36: groups.r2.ssh.port: differs from groups.r1.ssh.port, and both are for lb1; expected one value, or one on the host itself',
      ],
    ],
  ])('that set %s for one host', (_, one, other, problems) => {
    const text = groups(
      `  r1: { hosts: [lb1], ssh: { port: ${one} } }\n  r2: { hosts: [lb1], ssh: { port: ${other} } }\n`,
    );
    expect(problemsOf(text)).toEqual(problems);
    expect(problemsOf(`${text}hosts: { lb1: { ssh: { port: 24 } } }\n`)).toEqual([]);
  });

  test.each([
    [
      'an unknown host',
      '  r1: { hosts: [wbe1] }',
      '22:17: groups.r1.hosts[0]: found wbe1 (did you mean web1?); expected a host of a cluster or of hosts',
    ],
    ['no host', '  r1: { hosts: [] }', '22:9: groups.r1.hosts: found an empty list; expected the hosts of the group'],
    [
      'the name of a cluster',
      '  web: { hosts: [lb1] }',
      '22:3: groups.web: the name web is the name of a cluster already; expected another one, since host patterns mean both alike',
    ],
    [
      'the name of a role',
      '  clients: { hosts: [lb1] }',
      '22:3: groups.clients: the name clients is a word of lvsdeploy already; expected another one, since host patterns mean both alike',
    ],
    [
      'the name of a host',
      '  lb1: { hosts: [lb2] }',
      '5:7: clusters.web.directors.lb1: the name lb1 is the name of a group already; expected another one, since host patterns mean both alike',
    ],
  ])('are refused with %s', (_, text, problem) => {
    expect(problemsOf(groups(text))).toEqual([problem]);
  });
});

describe('secrets', () => {
  const password = (said: string) => `${web}defaults: { ssh: { password: ${said} }, become: { password: ${said} } }\n`;

  test('come from the environment, or from a file beside the inventory without the newline at its end', () => {
    expect(accessOf(password('{ env: PW }'), 'lb1', surroundings({ PW: 'a b\n' })).password?.reveal()).toBe('a b\n');
    const { become } = accessOf(password('{ file: pw }'), 'lb1', surroundings({}, { '/etc/lvs/pw': 'x\r\n' }));
    expect(become.method === 'sudo' && become.password?.reveal()).toBe('x');
    expect(
      accessOf(password('{ file: ~/pw }'), 'lb1', surroundings({}, { '/home/ops/pw': 'y\n\n' })).password?.reveal(),
    ).toBe('y\n');
  });

  test.each([
    ['{ env: PW }', 'the environment has no variable PW; expected the secret in it'],
    ['{ env: EMPTY }', 'found an empty variable EMPTY; expected a secret in it'],
    ['{ file: pw }', "cannot read the secret from /etc/lvs/pw (ENOENT: no such file or directory, open '/etc/lvs/pw')"],
    [
      'hunter2',
      'found plain text, and an inventory is a file that people share; expected { env: NAME }, { file: path }, { command: [program, argument] } or { prompt: question }',
    ],
    [
      '[hunter2]',
      'found something else; expected { env: NAME }, { file: path }, { command: [program, argument] } or { prompt: question }',
    ],
  ])('%s is named once for all hosts', (said, message) => {
    expect(
      problemsOf(password(said), surroundings({ EMPTY: '' })).map((problem) => problem.replace(/^\d+:\d+: /, '')),
    ).toEqual([`defaults.ssh.password: ${message}`, `defaults.become.password: ${message}`]);
  });

  test.each([
    ['abcd', []],
    [
      'abc',
      [
        'defaults.ssh.password: found a secret of 3 characters; in what hosts print, secrets are hidden from 4 characters on',
        'defaults.become.password: found a secret of 3 characters; in what hosts print, secrets are hidden from 4 characters on',
      ],
    ],
  ])('are doubted when they are too short to be hidden: %s', (value, doubts) => {
    const { warnings } = parse(password('{ env: PW }'), surroundings({ PW: value }));
    expect(warnings.map((warning) => warning.replace(/^\S+ /, ''))).toEqual(doubts);
  });

  test('that a nearer level replaces are not read', () => {
    const text = `${password('{ env: GONE }')}hosts: { db: { ssh: { password: { env: PW } }, become: { method: none } } }\n`;
    expect(problemsOf(change(text, web, ''), surroundings({ PW: 'x' }))).toEqual([]);
  });
});

describe('the way to a host', () => {
  test('takes paths from the inventory and from home', () => {
    const text = `${web}defaults: { ssh: { identityFile: [keys/id, ~/id], knownHosts: known, agent: none } }\n`;
    const access = accessOf(
      text,
      'lb1',
      surroundings({ SSH_AUTH_SOCK: '/run/agent' }, { '/etc/lvs/keys/id': '', '/home/ops/id': '' }),
    );
    expect(access).toMatchObject({
      identityFiles: ['/etc/lvs/keys/id', '/home/ops/id'],
      knownHosts: ['/etc/lvs/known'],
      agent: null,
    });
    expect(problemsOf(text, surroundings({}, { '/home/ops/id': '' }))).toEqual([
      '21:20: defaults.ssh.identityFile: found no file /etc/lvs/keys/id; expected a private key there',
    ]);
  });

  const jumps = (hosts: string, said = 'proxyJump: b2') => `${web}defaults: { ssh: { ${said} } }\nhosts: ${hosts}\n`;

  test('goes by the way to its first jump host', () => {
    const text = jumps('{ b2: { ssh: { proxyJump: b1 } }, b1: { ssh: { proxyJump: none, port: 2201 } } }');
    expect(accessOf(text, 'lb1').proxyJump.map(({ address, port, proxyJump }) => [address, port, proxyJump])).toEqual([
      ['b1', 2201, []],
      ['b2', 22, []],
    ]);
    expect(accessOf(text, 'b1').proxyJump).toEqual([]);
  });

  test('keeps the proxy command of the first hop alone', () => {
    const text = jumps(
      '{ b1: { ssh: { proxyJump: none, proxyCommand: one } }, b2: { ssh: { proxyJump: none, proxyCommand: two } } }',
      'proxyJump: [b1, b2]',
    );
    expect(accessOf(text, 'lb1').proxyJump.map(({ proxyCommand }) => proxyCommand)).toEqual(['one', null]);
  });

  test.each([
    [
      'an unknown host',
      '{ b1: }',
      'proxyJump: b2',
      ['21:31: defaults.ssh.proxyJump: found b2 (did you mean lb2 or b1?); expected a host of this inventory'],
    ],
    [
      'the host itself',
      '{ b2: }',
      'proxyJump: b2',
      ['21:31: defaults.ssh.proxyJump: b2 would be its own jump host; say "proxyJump: none" in hosts.b2.ssh'],
    ],
    [
      'a ring',
      '{ b1: { ssh: { proxyJump: b2 } }, b2: { ssh: { proxyJump: b1 } } }',
      'port: 22',
      [
        '22:34: hosts.b1.ssh.proxyJump: b2 would be its own jump host; say "proxyJump: none" in hosts.b2.ssh',
        '22:66: hosts.b2.ssh.proxyJump: b1 would be its own jump host; say "proxyJump: none" in hosts.b1.ssh',
      ],
    ],
    [
      'a command beside it',
      '{ b2: { ssh: { proxyJump: none } } }',
      'proxyJump: b2, proxyCommand: nc',
      [
        '21:49: defaults.ssh.proxyCommand: found a proxyCommand beside a proxyJump; expected one of them, and "none" for the other',
      ],
    ],
  ])('is refused through %s', (_, hosts, said, problems) => {
    expect(problemsOf(jumps(hosts, said))).toEqual(problems);
  });

  test('leads to one machine by one name', () => {
    const twice = (one: string, other: string) =>
      problemsOf(`hosts:\n  a: { address: x, ssh: { ${one} } }\n  b: { address: x, ssh: { ${other} } }\n`);
    expect(twice('port: 22', 'port: 22')).toEqual([
      '3:3: hosts.b: b is reached in the same way as a; expected one name for each machine',
    ]);
    expect(twice('port: 22', 'port: 23')).toEqual([]);
    expect(twice('proxyCommand: jail %n', 'proxyCommand: jail %n')).toEqual([]);
    expect(problemsOf(change(web, 'priority: 99', 'priority: 99, ssh: { address: 192.168.1.252 }'))).toEqual([
      '6:7: clusters.web.directors.lb2: lb2 is reached in the same way as lb1; expected one name for each machine',
    ]);
  });
});

describe('a host', () => {
  test.each([
    [
      'has one part in a cluster',
      change(
        web,
        'realServers:\n      web1',
        'clients:\n      lb1: { address: 192.168.1.252 }\n    realServers:\n      web1',
      ),
      '8:7: clusters.web.clients.lb1: lb1 is one of the directors of this cluster already; expected one part for each host',
    ],
    [
      'has one address',
      `${web}hosts: { lb1: { address: 10.0.0.1 } }\n`,
      '21:26: hosts.lb1.address: found 10.0.0.1 for lb1; expected 192.168.1.252 as clusters.web.directors.lb1 has it (ssh.address is for reaching a host at another address)',
    ],
    [
      'outside of clusters has no VIP either',
      `${web}hosts: { nfs: { address: 192.168.1.229 } }\n`,
      '11:18: clusters.web.vips[0].address: found 192.168.1.229, which is the address of nfs; expected an address that no host has of its own',
    ],
  ])('%s', (_, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});
