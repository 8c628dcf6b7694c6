import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openSshConfig } from '../../src/ssh-config/lookup.ts';
import { readOptions } from '../../src/ssh-config/options.ts';

const folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-ssh-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const own = { user: userInfo().username, home: userInfo().homedir, environment: process.env };

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** What OpenSSH makes of a configuration; it prints most values with their tokens as they stand. */
function asOpenSsh(config: string, host: string): Record<string, string[]> {
  const printed = execFileSync('ssh', ['-G', '-F', config, host], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const found: Record<string, string[]> = {};
  for (const line of printed.split('\n')) {
    const [key = '', ...words] = line.split(' ');
    (found[key] ??= []).push(words.join(' '));
  }
  return found;
}

function ours(config: string, host: string) {
  const files = {
    home: own.home,
    readFile: (path: string) => readFileSync(path, 'utf8'),
    list: (path: string) => readdirSync(path),
  };
  return readOptions(openSshConfig([config], files), { host }, own);
}

const configs: Readonly<Record<string, string>> = {
  'the first line that fits wins': 'Host web1\n  Port 1\nHost *\n  Port 2\n  User any\n',
  'before the first Host line all is for all': 'Port 7\nHost web*\n  User a\n',
  'keywords without case, = and quotes': 'host "web1"\n  HOSTNAME=10.0.0.1\n  user = "o p s"\n  port\t2022 # why\n',
  'a question mark is one character': 'Host web?\n  Port 3\nHost web\n  Port 4\n',
  'case counts in Host': 'Host WEB1\n  Port 5\n',
  'a negated pattern': 'Host web* !web1\n  Port 6\nHost *\n  Port 8\n',
  'nothing but a negated pattern': 'Host !other\n  Port 6\n',
  'HostName with its token': 'Host *\n  HostName %h.example.com\nMatch host web1.example.com\n  Port 9\n',
  'Match host before and after HostName':
    'Match host 10.0.0.1\n  Port 1\nHost web1\n  HostName 10.0.0.1\nMatch host 10.0.0.1\n  User late\n',
  'Match originalhost and user': 'Host web1\n  HostName x\n  User bob\nMatch originalhost web1 user b*\n  Port 10\n',
  'Match with a negated criterion': 'Match !host web1\n  Port 11\nMatch !user nobody host web*\n  User m\n',
  'Match with a list': 'Match host web2,web1\n  Port 12\n',
  'Match all': 'Match all\n  Port 13\n',
  'Match final sees the last name':
    'Match final host *.example.com\n  Port 14\nHost web1\n  HostName web1.example.com\n  IdentityFile ~/a\n',
  'Include with a glob, in a Host block': `Host web1\n  Include ${folder}/conf.d/*.conf\n  User after\nHost *\n  ConnectTimeout 4\n`,
  'several identities':
    'Host *\n  ConnectionAttempts 3\n  IdentityFile ~/.ssh/one\n  IdentityFile ~/.ssh/two\n  IdentityFile ~/.ssh/one\n  IdentitiesOnly yes\n',
  'ProxyJump before ProxyCommand': 'Host *\n  ProxyJump ops@a:2201,b\n  ProxyCommand nc %h %p\n',
  'ProxyCommand before ProxyJump': 'Host *\n  ProxyCommand nc "%h" %p\n  ProxyJump a\n',
  'no ProxyJump for one host': 'Host web1\n  ProxyJump none\nHost *\n  ProxyJump a\n',
  'known hosts':
    'Host *\n  UserKnownHostsFile /a "/b c"\n  GlobalKnownHostsFile /dev/null\n  HostKeyAlias alias\n  StrictHostKeyChecking accept-new\n',
};
write('conf.d/10.conf', 'Port 21\nHost other\n  User other\nHost web*\n  IdentityAgent none\n');
write('conf.d/20.conf', 'Port 22\nIdentityFile /twenty\n');
write('conf.d/30.txt', 'User never\n');

describe.each(Object.entries(configs))('%s', (name, text) => {
  test.each(['web1', 'web2', 'web', 'WEB1', 'other'])('for %s, as ssh -G has it', (host) => {
    const config = write(name.replaceAll(/\W/g, '-'), text);
    const theirs = asOpenSsh(config, host);
    const options = ours(config, host);
    const tilde = (path: string) => path.replace(/^~/, own.home);
    expect({
      hostname: options.hostName.toLowerCase(),
      port: String(options.port ?? 22),
      user: options.user ?? own.user,
      identitiesonly: options.identitiesOnly === true ? 'yes' : 'no',
      connecttimeout: String(options.connectTimeout ?? 'none'),
      connectionattempts: String(options.connectionAttempts ?? 1),
      hostkeyalias: options.hostKeyAlias,
      stricthostkeychecking: options.hostKeyPolicy ?? 'ask',
    }).toEqual({
      hostname: theirs['hostname']?.[0],
      port: theirs['port']?.[0],
      user: theirs['user']?.[0],
      identitiesonly: theirs['identitiesonly']?.[0],
      connecttimeout: theirs['connecttimeout']?.[0],
      connectionattempts: theirs['connectionattempts']?.[0],
      hostkeyalias: theirs['hostkeyalias']?.[0],
      stricthostkeychecking: theirs['stricthostkeychecking']?.[0],
    });
    if (options.identityFiles) expect(options.identityFiles).toEqual(theirs['identityfile']?.map(tilde));
    else expect(theirs['identityfile']).toContain('~/.ssh/id_rsa');
    if (options.userKnownHosts) expect(options.userKnownHosts.join(' ')).toBe(theirs['userknownhostsfile']?.[0]);
    const jump = (options.proxyJump ?? []).map(
      ({ host: to, user, port }) => `${user ? `${user}@` : ''}${to}${port ? `:${port}` : ''}`,
    );
    expect(jump.join(',')).toBe(theirs['proxyjump']?.[0] ?? '');
    expect(options.proxyCommand ?? undefined).toBe(theirs['proxycommand']?.[0]);
    expect(options.agent === null).toBe(theirs['identityagent']?.[0] === 'none');
  });
});
