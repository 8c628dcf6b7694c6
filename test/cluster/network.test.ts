import { expect, test } from 'vitest';
import { overlap, reservedAs } from '../../src/cluster/network.ts';

test.each([
  ['192.168.0.0/16', '192.168.1.0/24', true],
  ['192.168.1.0/24', '192.168.1.0/24', true],
  ['192.168.1.0/25', '192.168.1.128/25', false],
  ['10.0.0.0/8', '192.168.1.0/24', false],
])('%s and %s overlap, whichever comes first: %j', (a, b, is) => {
  expect([overlap(a, b), overlap(b, a)]).toEqual([is, is]);
});

test.each([
  ['192.168.1.0/24', '192.168.1.0', 'network address'],
  ['192.168.1.0/24', '192.168.1.255', 'broadcast address'],
  ['192.168.1.0/24', '192.168.1.1', null],
  ['192.168.1.0/31', '192.168.1.0', null],
  ['192.168.1.0/32', '192.168.1.0', null],
])('in %s, %s is reserved as %j', (segment, address, reserved) => {
  expect(reservedAs(segment, address)).toBe(reserved);
});
