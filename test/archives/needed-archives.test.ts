import { expect, it } from 'vitest';
import { neededArchives } from '../../src/archives/needed-archives.ts';
import { change, parse, web } from '../inventory/parse.ts';

const namesOf = (text: string, all = false) => {
  const { hosts, clusters } = parse(text);
  return neededArchives({ hosts, clusters, all }).map(({ name }) => name);
};

it.each([
  ['none', web, []],
  [
    'each once',
    `${web}defaults: { ipvsadm: build, keepalived: build }`,
    ['ipvsadm-1.31.tar.xz', 'keepalived-2.3.4.tar.gz'],
  ],
  [
    'all of them, where the directors differ',
    `${web}defaults: { keepalived: build }\nhosts: { lb2: { keepalived: { version: 2.3.3 } } }`,
    ['keepalived-2.3.4.tar.gz', 'keepalived-2.3.3.tar.gz'],
  ],
  ['none of a host that directs nothing', `${web}hosts: { web1: { keepalived: build } }`, []],
])('%s', (_, text, names) => {
  expect(namesOf(text)).toEqual(names);
});

it('those of programs that are packages, when all are asked for', () => {
  const text = `${web}defaults: { keepalived: { source: build, version: 2.3.3 } }`;
  expect(namesOf(web, true)).toEqual(['ipvsadm-1.31.tar.xz', 'keepalived-2.3.4.tar.gz']);
  expect(namesOf(text, true)).toEqual(['ipvsadm-1.31.tar.xz', 'keepalived-2.3.3.tar.gz']);
});

it('no keepalived in the standalone form', () => {
  const alone = change(
    change(
      change(web, '    segment', '    form: standalone\n    segment'),
      '    vrrp:\n      virtualRouterId: 51\n',
      '',
    ),
    '      lb2: { address: 192.168.1.230, priority: 99 }\n',
    '',
  );
  expect(namesOf(`${alone}defaults: { ipvsadm: build, keepalived: build }`)).toEqual(['ipvsadm-1.31.tar.xz']);
});

it('two of one name are refused', () => {
  const text = (host: string, digit: string) =>
    `${host}: { keepalived: { source: build, version: 9.9.9, url: 'http://${host}/k.tgz', sha256: ${digit.repeat(64)} } }`;
  expect(() => namesOf(`${web}hosts: { ${text('lb1', 'a')}, ${text('lb2', 'b')} }`)).toThrow(
    /^two archives are called k\.tgz: /,
  );
});
