import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { selectHosts } from '../../src/inventory/pattern.ts';
import { parse, web } from './parse.ts';

const { hosts } = parse(`${web}groups: { rack1: { hosts: [lb1, web1] } }\nhosts: { bastion: }\n`);
const all = hosts.map(({ name }) => name);
const select = (pattern: string) => selectHosts(hosts, pattern).map(({ name }) => name);

describe('a host pattern', () => {
  test.each([
    ['all', ['lb1', 'lb2', 'web1', 'web2', 'bastion']],
    ['*', ['lb1', 'lb2', 'web1', 'web2', 'bastion']],
    ['web2', ['web2']],
    ['directors', ['lb1', 'lb2']],
    ['web', ['lb1', 'lb2', 'web1', 'web2']],
    ['rack1', ['lb1', 'web1']],
    ['clients', []],
    ['web2,lb1', ['lb1', 'web2']],
    ['web2:lb1', ['lb1', 'web2']],
    [' web2 , lb1 ', ['lb1', 'web2']],
    ['web:&realServers', ['web1', 'web2']],
    ['all:!lb2', ['lb1', 'web1', 'web2', 'bastion']],
    ['!lb2:all', ['lb1', 'web1', 'web2', 'bastion']],
    ['!directors', ['web1', 'web2', 'bastion']],
    ['&rack1', ['lb1', 'web1']],
    ['directors:realServers:&rack1:!web1', ['lb1']],
    ['directors:!all', []],
    ['web?', ['web1', 'web2']],
    ['?b[12]', ['lb1', 'lb2']],
    ['lb[!1]', ['lb2']],
    ['b*', ['bastion']],
    ['~^(lb|web)2$', ['lb2', 'web2']],
    ['all:!~web\\d', ['lb1', 'lb2', 'bastion']],
  ])('%j', (pattern, names) => {
    expect(select(pattern)).toEqual(names);
  });

  test.each([
    ['lb3', 'no host or group of the inventory is named "lb3"', 'Did you mean lb1 or lb2?'],
    [
      'all:!lb22',
      'no host or group of the inventory is named "lb22" (in the pattern "all:!lb22")',
      'Did you mean lb2?',
    ],
    [
      'storage',
      'no host or group of the inventory is named "storage"',
      'There are all, lb1, directors, web, rack1, lb2, web1, realServers, web2, bastion, clients.',
    ],
    ['a*', 'no host or group of the inventory is named "a*"', null],
    ['db*', 'no host or group of the inventory is named "db*"', null],
    ['~[', 'the host pattern "~[" holds an expression that cannot be read: [', null],
    [' , ', 'the host pattern is empty', 'Write "all" for every host.'],
  ])('%j is refused', (pattern, message, hint) => {
    expect(() => select(pattern)).toThrow(
      expect.objectContaining({ message, exitCode: 64, ...(hint === null ? {} : { hint }) }),
    );
  });
});

describe('host patterns are sets', () => {
  const term = fc.constantFrom(...all, 'all', 'directors', 'realServers', 'clients', 'web', 'rack1', 'web*', '~1$');
  const terms = fc.array(term, { minLength: 1, maxLength: 4 });

  test('a union is the hosts of each term, in the order of the inventory and each once', () => {
    fc.assert(
      fc.property(terms, (union) => {
        const wanted = new Set(union.flatMap(select));
        expect(select(union.join(','))).toEqual(all.filter((name) => wanted.has(name)));
      }),
    );
  });

  test('intersection and exclusion split a union in two', () => {
    fc.assert(
      fc.property(terms, term, (union, other) => {
        const inside = select([...union, `&${other}`].join(':'));
        const outside = select([...union, `!${other}`].join(':'));
        expect(inside.filter((name) => outside.includes(name))).toEqual([]);
        expect([...inside, ...outside].sort()).toEqual(select(union.join(':')).sort());
      }),
    );
  });

  test('the order of the terms means nothing', () => {
    const signed = fc.tuple(fc.constantFrom('', '&', '!'), term).map(([sign, name]) => sign + name);
    const shuffled = fc
      .array(signed, { minLength: 1, maxLength: 5 })
      .chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
      );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(select(one.join(':'))).toEqual(select(other.join(':')));
      }),
    );
  });
});
