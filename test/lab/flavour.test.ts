import { expect, test } from 'vitest';
import { parseFlavours } from '../../src/lab/flavour.ts';
import { topologies } from '../../src/lab/topology.ts';

const { hosts } = topologies.pair;
const debian = { lb1: 'debian', lb2: 'debian', web1: 'debian', web2: 'debian', client: 'debian' };

test('all are Debian if nothing is said', () => {
  expect(parseFlavours('', hosts)).toEqual(debian);
});

test('a flavour alone is that of every host but the client', () => {
  expect(parseFlavours('rpm', hosts)).toEqual({ lb1: 'rpm', lb2: 'rpm', web1: 'rpm', web2: 'rpm', client: 'debian' });
});

test('a host can have its own, before or after that of all others', () => {
  expect(parseFlavours('lb2=rpm,web1=sysv', hosts)).toEqual({ ...debian, lb2: 'rpm', web1: 'sysv' });
  const mixed = { lb1: 'debian', lb2: 'sysv', web1: 'rpm', web2: 'rpm', client: 'debian' };
  expect(parseFlavours('lb1=debian,rpm,lb2=sysv', hosts)).toEqual(mixed);
  expect(parseFlavours('client=debian', hosts)).toEqual(debian);
});

test.each([
  ['rmp', /"rmp": there is no flavour "rmp"/],
  ['lb2=', /there is no flavour ""/],
  ['lb1=rpm,', /there is no flavour ""/],
  ['constructor', /there is no flavour/],
  ['lb9=rpm', /the lab has no host lb9/],
  ['lb1=rpm=sysv', /the lab has no host/],
  ['rpm,sysv', /"sysv": there is one flavour for all other hosts already/],
  ['lb1=rpm,lb1=sysv', /lb1 has a flavour already/],
  ['client=rpm', /a client is always debian/],
])('%j is refused with its reason', (text, reason) => {
  expect(() => parseFlavours(text, hosts)).toThrow(reason);
});

test('what is refused says what there is', () => {
  const said = expect.objectContaining({
    exitCode: 64,
    hint: 'Flavours are debian, rpm, sysv: one for all, or HOST=FLAVOUR for lb1, lb2, web1, web2, with commas between.',
  }) as unknown;
  expect(() => parseFlavours('rmp', hosts)).toThrow(said);
});
