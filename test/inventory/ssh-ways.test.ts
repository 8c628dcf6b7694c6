import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import type { HostAccess } from '../../src/inventory/host.ts';
import { printedErrorOf } from '../report/printed-error.ts';
import { parse, problemsOf, web } from './parse.ts';
import { surroundings } from './surroundings.ts';

const config = '/home/ops/.ssh/config';

function access(text: string, name = 'lb1', inventory = web, files: Readonly<Record<string, string>> = {}): HostAccess {
  const { hosts } = parse(inventory, surroundings({ HOME_KEY: '/keys/env' }, { [config]: text, ...files }));
  const host = hosts.find((candidate) => candidate.name === name);
  if (host === undefined) throw new Error(`no host ${name}`);
  return host.access;
}

describe('what the inventory leaves open', () => {
  const all = `Host 192.168.1.252
  HostName lb1.example.com
  Port 2222
  User admin
  IdentityFile ~/one
  IdentityFile \${HOME_KEY}
  IdentityFile /not/there
  IdentitiesOnly yes
  IdentityAgent ~/agent-%u-%i-%%
  UserKnownHostsFile ~/known
  GlobalKnownHostsFile /dev/null
  HostKeyAlias lb1
  StrictHostKeyChecking accept-new
  ConnectTimeout 3
  ConnectionAttempts 7
`;
  const files = { '/home/ops/one': '', '/keys/env': '' };

  test('comes from ~/.ssh/config', () => {
    expect(access(all, 'lb1', web, files)).toMatchObject({
      address: 'lb1.example.com',
      port: 2222,
      user: 'admin',
      identityFiles: ['/home/ops/one', '/keys/env'],
      identitiesOnly: true,
      agent: `/home/ops/agent-ops-${userInfo().uid}-%`,
      knownHosts: ['/home/ops/known', '/dev/null'],
      hostKeyAlias: 'lb1',
      hostKeyPolicy: 'accept-new',
      connectTimeout: 3000,
      connectionAttempts: 7,
      become: { method: 'sudo' },
    });
    expect(access(all, 'lb2', web, files)).toMatchObject({ address: '192.168.1.230', port: 22, user: 'ops' });
  });

  test('and what the inventory says wins', () => {
    const said = `${web}defaults: { ssh: { user: root, port: 23, identityFile: k, knownHosts: kh, agent: none, hostKeyPolicy: strict, connectTimeout: 9, connectionAttempts: 2, proxyJump: none } }\n`;
    const text = `${all}  ProxyJump b\n`;
    expect(access(text, 'lb1', said, { ...files, '/etc/lvs/k': '' })).toMatchObject({
      user: 'root',
      port: 23,
      identityFiles: ['/etc/lvs/k'],
      knownHosts: ['/etc/lvs/kh'],
      agent: null,
      hostKeyPolicy: 'strict',
      connectTimeout: 9000,
      connectionAttempts: 2,
      proxyJump: [],
      become: { method: 'none' },
    });
  });

  test('comes from another file, or from none, at every level', () => {
    const elsewhere = `${web}defaults: { ssh: { config: cfg } }\nhosts: { lb2: { ssh: { config: none } } }\n`;
    const other = { '/etc/lvs/cfg': 'Port 5\n', '/etc/ssh/ssh_config': 'Port 6\n' };
    expect(access('Port 4\n', 'lb1', elsewhere, other).port).toBe(5);
    expect(access('Port 4\n', 'lb2', elsewhere, other).port).toBe(22);
    expect(access('User x\n', 'lb1', web, other)).toMatchObject({ port: 6, user: 'x' });
    expect(problemsOf(elsewhere)).toEqual([
      '21:28: defaults.ssh.config: found no file /etc/lvs/cfg; expected an ssh_config(5) there, or none',
    ]);
  });
});

describe('the name that is looked up', () => {
  test('is the name of the inventory where no Host line names the address, and the address stays', () => {
    const text = 'Host lb1\n  HostName 10.9.9.9\n  Port 24\nHost *\n  User all\n';
    expect(access(text)).toMatchObject({ address: '192.168.1.252', port: 24, user: 'all' });
  });

  test('is the address where a Host line names it', () => {
    expect(access('Host lb1\n  Port 24\nHost 192.168.1.*\n  Port 25\n').port).toBe(25);
  });
});

describe('ProxyJump', () => {
  const ways = (text: string, name = 'lb1', inventory = web) =>
    access(text, name, inventory).proxyJump.map(({ user, address, port, proxyCommand }) => [
      user,
      address,
      port,
      proxyCommand,
    ]);

  test('leads over several hops, each with its own lines', () => {
    const text = `Host 192.168.1.*
  ProxyJump outer,eve@inner:2201
Host outer
  HostName outer.example.com
  User olga
  ProxyJump gate
Host gate
  ProxyCommand nc -x proxy %h %p
Host inner
  ProxyCommand never
`;
    expect(ways(text)).toEqual([
      ['ops', 'gate', 22, 'nc -x proxy %h %p'],
      ['olga', 'outer.example.com', 22, null],
      ['eve', 'inner', 2201, null],
    ]);
  });

  test('is none for the jump host itself, and rings end', () => {
    expect(ways('Host *\n  ProxyJump 192.168.1.252\n')).toEqual([]);
    expect(ways('Host *\n  ProxyJump 192.168.1.252\n', 'lb2')).toEqual([['ops', '192.168.1.252', 22, null]]);
    expect(ways('Host 192.*\n  ProxyJump a\nHost a\n  ProxyJump b\nHost b\n  ProxyJump a\n')).toEqual([
      ['ops', 'b', 22, null],
      ['ops', 'a', 22, null],
    ]);
  });

  test('of a jump host of the inventory counts, that of a further one does not', () => {
    const text = 'Host b2\n  ProxyJump outer\n';
    const group = `${web}hosts: { b1: {}, b2: {} }\ngroups: { inside: { hosts: [lb1], ssh: { proxyJump: [b2, b1] } } }\n`;
    expect(ways(`${text}Host b1\n  ProxyJump never\n`, 'lb1', group)).toEqual([
      ['ops', 'outer', 22, null],
      ['ops', 'b2', 22, null],
      ['ops', 'b1', 22, null],
    ]);
  });
});

describe('what is not obeyed', () => {
  const warnings = (text: string) => parse(web, surroundings({}, { [config]: text })).warnings;

  test('is said once, with its place', () => {
    expect(warnings('Host *\n  StrictHostKeyChecking no\n')).toEqual([
      `${config}:2: StrictHostKeyChecking no is not obeyed, host keys are always checked; accept-new records those of new hosts`,
    ]);
    expect(warnings('Match exec "touch /tmp/never"\n  Port 1\nMatch host nowhere exec x\n  Port 2\n')).toEqual([
      `${config}:1: Match exec is never tried here; its lines do not count`,
    ]);
    expect(
      warnings(`Host *
  CertificateFile ~/.ssh/id-cert.pub
  PKCS11Provider none
  RevokedHostKeys /etc/ssh/revoked
  ProxyUseFdpass no
Host elsewhere
  KnownHostsCommand /bin/true
`),
    ).toEqual([
      `${config}:2: CertificateFile is not obeyed: certificates are not supported, the keys themselves are`,
      `${config}:4: RevokedHostKeys is not obeyed: put @revoked lines into a known_hosts file instead`,
    ]);
    expect(access('Match exec true\n  Port 1\nMatch !exec true\n  Port 2\n').port).toBe(22);
    expect(access('StrictHostKeyChecking no\n').hostKeyPolicy).toBe('strict');
  });

  test('a quote that does not end is refused with its place', () => {
    expect(() => access('\nUser "ops\n')).toThrow(UsageError);
    expect(() => access('\nUser "ops\n')).toThrow(expect.objectContaining({ place: `${config}:2` }));
  });

  test('a ring of files that include each other is refused with its place', async () => {
    const files = { '/home/ops/.ssh/one': 'Include config\n' };
    expect(await printedErrorOf(() => access('Port 24\nInclude one\n', 'lb1', web, files))).toBe(`\
${config}:2: Include is nested more than 16 deep
  → See whether ${config} includes itself, perhaps by way of other files: ssh(1) refuses that, too.
`);
  });
});
