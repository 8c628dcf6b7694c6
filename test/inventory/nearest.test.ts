import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../../src/inventory/nearest.ts';

test.each([
  ['prot', ['port', 'path', 'protocol'], ['port']],
  ['realservers', ['realServers'], ['realServers']],
  ['web3', ['web1', 'lb1', 'web2'], ['web1', 'web2']],
  ['x', ['y', 'long'], ['y']],
  ['storage', ['web', 'lb'], []],
])('%s among %j is near %j', (word, known, near) => {
  expect(nearest(word, known)).toEqual(near);
});

test('a question is put only when something is near', () => {
  expect(didYouMean('wwr', ['wrr', 'wlc', 'rr'])).toBe(' (did you mean wrr?)');
  expect(didYouMean('storage', ['web'])).toBe('');
});
