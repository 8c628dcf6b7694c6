import { expect, test } from 'vitest';
import { findRun } from '../../src/history/find-run.ts';

const ids = [
  '20261124-100000-aaaaaa',
  '20261125-041200-3f9a0c',
  '20261125-041200-3fbbbb',
  '20261125-090000-cccccc',
  '20261126-090000-dddddd',
];

test.each([
  ['last', '20261126-090000-dddddd'],
  ['20261124-100000-aaaaaa', '20261124-100000-aaaaaa'],
  ['20261124', '20261124-100000-aaaaaa'],
  ['20261125-041200-3f9', '20261125-041200-3f9a0c'],
])('%s is a run', (said, id) => expect(findRun(ids, said)).toBe(id));

test.each([
  ['3f9a0c', 'there is no run "3f9a0c"', 'Near it: 20261125-041200-3f9a0c.'],
  ['20261125-0413', 'there is no run "20261125-0413"', 'Near it: 20261125-041200-3f9a0c, 20261125-041200-3fbbbb.'],
  [
    '20261125',
    '3 runs begin with "20261125"',
    'one of 20261125-041200-3f9a0c, 20261125-041200-3fbbbb, 20261125-090000-cccccc.',
  ],
  [
    '2026',
    '5 runs begin with "2026"',
    'one of 20261125-041200-3fbbbb, 20261125-090000-cccccc, 20261126-090000-dddddd.',
  ],
])('%s is none, and says which may be meant', (said, message, hint) => {
  expect(() => findRun(ids, said)).toThrow(
    expect.objectContaining({ name: 'UsageError', message, hint: expect.stringContaining(hint) as string }),
  );
});

test.each([['last'], ['2026']])('where nothing is recorded %s is none', (said) => {
  expect(() => findRun([], said)).toThrow('no run is recorded');
});
