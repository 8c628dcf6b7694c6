import { describe, expect, it } from 'vitest';
import { vipHasOneOwner } from '../../src/verify/gate-checks.ts';
import { refuseMisfit } from '../../src/playbook/refuse-misfit.ts';
import { refusal } from '../refusal.ts';

const house = { name: 'house', resources: () => [] };
const play = { name: 'all', hosts: 'all', roles: [house] };
const refused = (value: unknown) => refusal(() => refuseMisfit(value, 'site.ts'));
const ofPlay = (value: unknown) => refused({ name: 'site', plays: [play, value] });
const ofRole = (value: unknown) => ofPlay({ ...play, roles: [house, value] });

describe('what is sound', () => {
  it('has every setting, or those alone that have to be there', () => {
    const full = {
      ...play,
      where: () => true,
      serial: [1, '25%'],
      maxFailed: 1,
      order: 'standby-first',
      roles: [{ ...house, tags: ['a'] }],
      removes: ['old'],
      requires: [vipHasOneOwner],
      gate: [vipHasOneOwner],
    };
    const bare = { hosts: 'all', roles: [], removes: 'all', serial: undefined };
    expect(refused({ name: 'site', plays: [full, bare] })).toBeNull();
  });

  it('is a role whose functions are those of its class', () => {
    class House {
      readonly name = 'house';
      resources() {
        return [];
      }
    }
    expect(ofRole(new House())).toBeNull();
  });
});

const settings = 'name, hosts, where, serial, maxFailed, order, roles, removes, requires, gate';

describe('a play', () => {
  it.each([
    ['serail', 'serial'],
    ['gates', 'gate'],
    ['ordr', 'order'],
    ['rolls', 'roles'],
  ])('with the setting %s is refused, and %s suggested', (word, meant) => {
    expect(ofPlay({ ...play, [word]: 1 })).toMatchObject({
      place: 'site.ts, play all',
      message: `unknown setting ${word} (did you mean ${meant}?); expected ${settings}`,
      exitCode: 64,
    });
  });

  it.each([
    ['hosts', undefined, "missing; expected a host pattern, such as 'directors'"],
    ['hosts', ['lb1'], "found a list; expected a host pattern, such as 'directors'"],
    ['roles', undefined, 'missing; expected a list of roles, such as [house()]'],
    ['roles', house, 'found an object; expected a list of roles, such as [house()]'],
    ['where', 'site-a', "found 'site-a'; expected a function of a cluster"],
    ['serial', {}, "found an object; expected a number of hosts, a share such as '25%', or a list of them"],
    ['maxFailed', '1', "found '1'; expected a number of hosts, 0 or more"],
    ['order', 'standby_first', "found 'standby_first'; expected 'inventory' or 'standby-first'"],
    ['removes', 'house', "found 'house'; expected a list of names of roles, or 'all'"],
    ['requires', vipHasOneOwner, 'found an object; expected a list of checks, such as [vipHasOneOwner]'],
    ['gate', [undefined], 'found a list; expected a list of checks, such as [vipHasOneOwner]'],
  ])('of which %s is %o is refused', (key, value, message) => {
    expect(ofPlay({ ...play, [key]: value })).toMatchObject({ place: `site.ts, play all, ${key}`, message });
  });

  it.each([
    [{ hosts: 'web1', role: [] }, 'site.ts, play web1'],
    [{ host: 'web1' }, 'site.ts, play 2'],
    ['web1', 'site.ts, play 2'],
  ])('%o is known by its hosts or its number', (value, place) => {
    expect(ofPlay(value)).toMatchObject({ place });
  });
});

describe('a role', () => {
  it.each([
    [
      'resource for resources',
      { name: 'motd', resource: () => [] },
      'role motd',
      'unknown setting resource (did you mean resources?); expected name, tags, resources',
      /^Correct its name/,
    ],
    [
      'none',
      { name: 'motd' },
      'role motd, resources',
      'missing; expected a function that returns a list of resources',
      /^Add it/,
    ],
    [
      'a list',
      { name: 'motd', resources: [] },
      'role motd, resources',
      'found a list; expected a function that returns a list of resources',
      /^Correct it/,
    ],
    ['no name', { resources: () => [] }, 'role 2, name', 'missing; expected a name', /^Add it/],
    [
      'a word for tags',
      { ...house, tags: 'a' },
      'role house, tags',
      "found 'a'; expected a list of words, such as ['banner']",
      /^Correct it/,
    ],
    ['nothing returned', undefined, 'role 2', 'found undefined; expected a role', /^Put a role there/],
    [
      'a function that was not called',
      function motd() {
        return house;
      },
      'role 2',
      'found a function; expected a role',
      /^Call it: motd\(\)\.$/,
    ],
  ])('with %s is refused', (_, value, of, message, hint) => {
    expect(ofRole(value)).toMatchObject({
      place: `site.ts, play all, ${of}`,
      message,
      hint: expect.stringMatching(hint) as string,
    });
  });
});

it.each([
  [{ naem: 'site', plays: [] }, 'site.ts', 'unknown setting naem (did you mean name?); expected name, plays'],
  [{ plays: [] }, 'site.ts, name', 'missing; expected a name'],
  [{ name: 'site' }, 'site.ts, plays', 'missing; expected a list of plays'],
  [{ name: 'site', plays: play }, 'site.ts, plays', 'found an object; expected a list of plays'],
])('the playbook %o is refused', (value, place, message) => {
  expect(refused(value)).toMatchObject({ place, message });
});
