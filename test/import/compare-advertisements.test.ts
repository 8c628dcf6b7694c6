import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { conflictOfAdvertisements } from '../../src/import/compare-advertisements.ts';

const golden = (name: string) => readFileSync(new URL(`../roles/golden/${name}`, import.meta.url), 'utf8');
const master = golden('keepalived-master.conf');
const mixed = golden('keepalived-mixed.conf');

/** Replaces what is there, or fails. */
function change(text: string, part: string | RegExp, by: string): string {
  const changed = text.replace(part, by);
  expect(changed).not.toBe(text);
  return changed;
}

describe('a director that its peers would not hear is told before', () => {
  it.each([
    [
      'a VIP more',
      change(master, /(virtual_ipaddress \{\n)/, '$1    192.168.1.228/32 dev eth0\n'),
      'virtual_ipaddress',
    ],
    ['another password', change(master, /auth_pass \S+/, 'auth_pass other123'), 'authentication'],
    ['no password', change(master, / *authentication \{[^}]*\}\n/, ''), 'authentication'],
    ['another interval', change(master, /advert_int \S+/, 'advert_int 2'), 'advert_int'],
    [
      'unicast',
      change(master, /(advert_int \S+\n)/, '$1  unicast_peer {\n    192.168.1.230 min_ttl 255\n  }\n'),
      'unicast_peer',
    ],
    ['version 3', change(master, /(advert_int \S+\n)/, '$1  version 3\n'), 'version, advert_int, authentication'],
  ])('%s', (_, wanted, words) => {
    const apart = `a director ignores the advertisements of one with another ${words}: `;
    expect(conflictOfAdvertisements(master, wanted)).toContain(apart);
    expect(conflictOfAdvertisements(wanted, master)).toContain(apart);
  });

  it('of IPv6, in the instance of its own', () => {
    const wanted = change(mixed, /(fd00:1::229\/\d+ dev eth0\n)/, '$1    fd00:1::228/128 dev eth0\n');
    expect(conflictOfAdvertisements(mixed, wanted)).toContain('another virtual_ipaddress: ');
  });

  it.each([
    ['the same', master],
    ['the only VIP renumbered', change(master, /192\.168\.1\.229\/32 dev/, '192.168.1.228/32 dev')],
    ['the file of its peer', golden('keepalived-backup.conf')],
    ['another priority, state and preemption', change(master, /priority \d+/, 'priority 50\n  nopreempt')],
    ['another service', change(master, /lb_algo \S+|lvs_sched \S+/, 'lvs_sched rr')],
    [
      'comments, order and blocks on one line',
      change(master, /authentication \{\s*(.*)\s*(.*)\s*\}/, 'authentication { $1 $2 } # as before'),
    ],
    [
      'another virtual router id, which the old one does not hear either',
      change(master, /virtual_router_id \d+/, 'virtual_router_id 77'),
    ],
  ])('and not for %s', (_, wanted) => {
    expect(conflictOfAdvertisements(master, wanted)).toBe(null);
  });

  it('nor for the interval of version 3, which follows the master', () => {
    const third = change(master, /(advert_int) \S+\n/, '$1 1\n  version 3\n');
    expect(conflictOfAdvertisements(third, change(third, 'advert_int 1', 'advert_int 0.1'))).toBe(null);
  });

  it('nor for a file of another hand without an instance of its id', () => {
    expect(conflictOfAdvertisements('global_defs {\n}\n', master)).toBe(null);
    expect(conflictOfAdvertisements('', master)).toBe(null);
  });
});
