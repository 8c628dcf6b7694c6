import { describe, expect, test } from 'vitest';
import { InventoryError } from '../../src/inventory/problem.ts';
import { change, parse, problemsOf, web } from './parse.ts';

const segment = 'segment: 192.168.1.0/24';

describe('what is not an inventory is refused with its place', () => {
  test.each([
    [
      'a key twice',
      change(web, segment, `segment: 1\n    ${segment}`),
      '4:5: this key stands here twice; one of the two would be ignored',
    ],
    [
      'an unknown tag',
      change(web, segment, 'segment: !vault hunter2'),
      '3:14: found a tag (!…) that is not known; if it is text, put it in quotes',
    ],
    [
      'an unknown alias',
      change(web, segment, 'segment: *hunter2'),
      '3:14: found an alias (*…) without an anchor (&…) before it; if it is text, put it in quotes',
    ],
    [
      'a quote that does not end',
      change(web, segment, 'segment: "192'),
      '21:1: not valid YAML: Missing closing "quote',
    ],
    [
      'a list as key',
      change(web, segment, `? [a]\n    : 1\n    ${segment}`),
      '3:7: this cannot be a key; expected a plain name',
    ],
    [
      '__proto__',
      change(web, segment, `__proto__: {}\n    ${segment}`),
      '3:5: this cannot be a key; expected a plain name',
    ],
    ['a second document', `${web}---\na: 1\n`, '21:1: found a second document (---); an inventory is one document'],
    ['a tab', 'clusters:\n\tweb: 1\n', '2:1: not valid YAML: Tabs are not allowed as indentation'],
    ['nothing', '', '1:1: found nothing; expected a map (key: value)'],
    ['text', 'hello', '1:1: found "hello"; expected a map (key: value)'],
    ['a list', '- 1', '1:1: found a list; expected a map (key: value)'],
    [
      'a mistyped section',
      'cluster: {}',
      '1:1: cluster: unknown key (did you mean clusters?); expected archives, defaults, groups, hosts, clusters',
    ],
    ['a list of clusters', 'hosts: {}\nclusters: []', '2:1: clusters: found a list; expected a map (name: …)'],
    [
      'a missing key',
      change(web, `    ${segment}\n`, ''),
      '2:3: clusters.web.segment: missing; expected an IPv4 network such as 192.168.1.0/24',
    ],
    [
      'a key without value',
      change(web, segment, 'segment:'),
      '3:5: clusters.web.segment: found nothing; expected an IPv4 network such as 192.168.1.0/24',
    ],
    [
      'a number for a name',
      change(web, 'web1: { address', '"1": { address'),
      '8:7: clusters.web.realServers.1: found "1"; expected a name of letters, digits, and . _ - that is not a bare number',
    ],
    [
      'a pattern for a name',
      'hosts: { "a:b": }',
      '1:10: hosts.a:b: found "a:b"; expected a name of letters, digits, and . _ - that is not a bare number',
    ],
  ])('%s', (_, text, ...problems) => {
    expect(problemsOf(text).slice(0, 1)).toEqual(problems);
  });

  test('aliases that multiply', () => {
    const ten = (item: string) => `[${Array.from({ length: 10 }, () => item).join(', ')}]`;
    const bomb = `a: &a ${ten('1')}\nb: &b ${ten('*a')}\nc: &c ${ten('*b')}\nd: ${ten('*c')}\n`;
    expect(problemsOf(bomb)).toEqual(['1:1: its aliases (*…) multiply to more than 100 copies of one value']);
  });

  test('a value behind an alias, at the value', () => {
    const text = change(change(web, 'web1: { weight: 3 }', 'web1: &heavy { weight: -3 }'), 'web2: {}', 'web2: *heavy');
    expect(problemsOf(text).map((problem) => problem.split(' ')[0])).toEqual(['19:34:', '19:34:']);
  });
});

test('a file from Windows, with CRLF and a byte order mark, is an inventory and keeps its places', () => {
  const windows = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
  expect(problemsOf(windows(web))).toEqual([]);
  expect(problemsOf(windows(change(web, 'port: 80', 'port: 0')))).toEqual([
    '16:15: clusters.web.virtualServices[0].port: found 0; expected a port from 1 to 65535',
  ]);
});

describe('all problems of a file', () => {
  const text = change(change(web, 'priority: 99', 'priority: 300, prio: 1'), 'port: 80', 'port: 0');

  test('are named together, in the order of the file', () => {
    expect(problemsOf(text).map((problem) => problem.split(':', 3).join(':'))).toEqual([
      '6:48: clusters.web.directors.lb2.priority',
      '6:53: clusters.web.directors.lb2.prio',
      '16:15: clusters.web.virtualServices[0].port',
    ]);
  });

  test('are named in other clusters too when one has a wrong shape', () => {
    const mail = `  mail:
    segment: 10.0.0.0/24
    directors: { lb3: { address: 10.0.0.3, priority: 7 }, lb4: { address: 10.0.0.4, priority: 7 } }
    vips: [{ address: 10.0.0.5 }]
`;
    expect(problemsOf(`${text}${mail}`).at(-1)).toMatch(
      /^23:95: clusters\.mail\.directors\.lb4\.priority: found 7, which lb3 has too/,
    );
  });

  test('make an error of usage with a place, an exit code and a hint', () => {
    const error = catchError(() => parse(text));
    expect(error).toBeInstanceOf(InventoryError);
    expect(error).toMatchObject({ exitCode: 64, place: '/etc/lvs/i.yaml:6:48' });
    expect((error as InventoryError).message).toContain('/etc/lvs/i.yaml:16:15: ');
    expect((error as InventoryError).hint).toContain('inventory.example.yaml');
  });
});

function catchError(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
