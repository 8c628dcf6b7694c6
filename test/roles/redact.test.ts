import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { redactConfiguration } from '../../roles/keepalived/redact.ts';
import { Secret } from '../../src/secret.ts';

const wanted = readFileSync(new URL('golden/keepalived-master.conf', import.meta.url), 'utf8');
const redact = redactConfiguration(new Secret(wanted));

describe('the configuration to come', () => {
  it('is shown whole, but for its password', () => {
    expect(wanted).toMatch(/auth_pass \S+\n/);
    expect(redact(wanted)).toBe(wanted.replace(/auth_pass \S+/, '[secret]'));
  });
});

describe('a configuration of another hand', () => {
  it.each([
    ['the usual place', '    auth_pass hunter2', '    [secret]'],
    ['other spacing', '\tauth_pass\t\t"hunter2"', '\t[secret]'],
    ['capitals', 'AUTH_PASS hunter2', '[secret]'],
    [
      'a block on one line',
      'authentication { auth_type PASS auth_pass hunter2 }',
      'authentication { auth_type PASS [secret]}',
    ],
    ['the next line', 'auth_pass \\\n  hunter2', '[secret]\n  [secret]'],
    ['a comment', '# the old one was hunter2 {', '# [secret]'],
    ['a comment after a statement', '  priority 100 ! not hunter2', '  priority 100 ! [secret]'],
    ['a variable', '$PASS=hunter2', '[secret]'],
    ['a line for one host only', '@lb1 auth_pass hunter2', '[secret]'],
    ['the argument of a program', 'misc_path "/usr/bin/check --password hunter2"', '[secret]'],
    ['a notification', 'notify_master "/bin/tell hunter2"', '[secret]'],
    ['the key of a certificate', 'password hunter2', '[secret]'],
    ['the query of a URL', '  path /health?token=hunter2', '  path /health?[secret]'],
    ['a word that nobody knows', 'hunter2', '[secret]'],
    ['a block that nobody knows', 'hunter { hunter2 }', '[secret]{ [secret]}'],
    ['a password with a brace', 'auth_pass "a{hunter2}"', '[secret]{[secret]}[secret]'],
  ])('shows no secret in %s', (_, text, shown) => {
    expect(redact(text)).toBe(shown);
    expect(redact(text)).not.toContain('hunter2');
  });

  it.each([
    'vrrp_instance VI_2 {',
    '  state MASTER',
    '  virtual_ipaddress { 192.168.1.228/32 dev eth0 label eth0:1 }',
    '    192.168.1.228/32 dev eth0 label eth0:1',
    'virtual_server 192.168.1.228 80 {',
    '    TCP_CHECK {',
    '  delay_loop 42',
    '}',
    '',
  ])('shows what is known to be none: %s', (line) => {
    expect(redact(line)).toBe(line);
  });
});
