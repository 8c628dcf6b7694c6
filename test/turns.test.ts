import { expect, test } from 'vitest';
import { takeTurns } from '../src/turns.ts';

test('tasks run in their order, no more than the limit at a time, failed ones making room as well', async () => {
  const inTurn = takeTurns(2);
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const tasks = [0, 1, 2, 3].map((index) =>
    inTurn(async () => {
      started.push(index);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (index === 0) throw new Error('failed');
    }),
  );
  const failed = expect(tasks[0]).rejects.toThrow('failed');
  expect(started).toEqual([0, 1]);
  ends[0]?.();
  await failed;
  expect(started).toEqual([0, 1, 2]);
  ends[1]?.();
  await tasks[1];
  ends[2]?.();
  await tasks[2];
  expect(started).toEqual([0, 1, 2, 3]);
  ends[3]?.();
  await tasks[3];
});
