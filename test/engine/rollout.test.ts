import { describe, expect, it } from 'vitest';
import { batchHosts, batchSizes, endsRun } from '../../src/engine/rollout.ts';
import type { BatchSize, Play } from '../../src/playbook/playbook.ts';

const playOf = (more: Partial<Play>): Play => ({ hosts: 'all', roles: [], ...more });
const playWith = (serial: Play['serial']): Play => playOf(serial === undefined ? {} : { serial });

describe('batchSizes', () => {
  it.each<[Play['serial'], number, number[]]>([
    [undefined, 3, [3]],
    [undefined, 0, []],
    [1, 3, [1, 1, 1]],
    [2, 5, [2, 2, 1]],
    [9, 2, [2]],
    ['25%', 10, [2, 2, 2, 2, 2]],
    ['25%', 3, [1, 1, 1]],
    ['1%', 2, [1, 1]],
    ['100%', 4, [4]],
    ['250%', 4, [4]],
    [[1, '20%', '100%'], 10, [1, 2, 7]],
    [[1, 2], 6, [1, 2, 2, 1]],
    [[5, 1], 3, [3]],
  ])('%j of %i hosts is %j', (serial, count, sizes) => {
    expect(batchSizes(playWith(serial), count)).toEqual(sizes);
  });

  it.each<number | string>([0, -1, 1.5, '0%', 'half', '%'])('refuses %j, naming the play', (serial) => {
    expect(() => batchSizes(playWith(serial as BatchSize), 3)).toThrow(
      expect.objectContaining({
        place: 'play all, serial',
        message: expect.stringContaining(String(serial)) as string,
      }),
    );
  });

  it('refuses a list of nothing', () => expect(() => batchSizes(playWith([]), 3)).toThrow('no batch'));
});

it('batchHosts takes each host once, in order', () => {
  expect(batchHosts(playWith([1, '50%']), ['a', 'b', 'c', 'd'])).toEqual([['a'], ['b', 'c'], ['d']]);
});

describe('endsRun', () => {
  it.each([
    [undefined, 0, false],
    [undefined, 1, true],
    [0, 1, true],
    [2, 2, false],
    [2, 3, true],
  ])('maxFailed %j and %i failed: %j', (maxFailed, failed, ends) => {
    expect(endsRun(playOf(maxFailed === undefined ? {} : { maxFailed }), failed)).toBe(ends);
  });
});
