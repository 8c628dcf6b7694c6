import { expect, test } from 'vitest';
import { identify, isAlive, startTimeOf } from '../src/process.ts';

const fields = ['S', ...Array.from({ length: 18 }, () => '0'), '4711', '0'].join(' ');

test.each([
  ['a plain name', `1 (node) ${fields}`],
  ['a name with spaces and parentheses', `1 (a) b) ${fields}`],
])('the start time is found behind %s', (_, stat) => {
  expect(startTimeOf(stat)).toBe('4711');
});

test('a zombie is dead', () => {
  expect(startTimeOf(`1 (node) Z${fields.slice(1)}`)).toBeUndefined();
});

test('this process is alive; one of that number with another start, or of another boot, is not', async () => {
  const self = await identify(process.pid);
  if (self === undefined) throw new Error('no /proc');
  expect(await isAlive(self)).toBe(true);
  expect(await isAlive({ ...self, startTime: '1' })).toBe(false);
  expect(await isAlive({ ...self, bootId: 'another' })).toBe(false);
});
