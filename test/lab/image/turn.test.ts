import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inTurn } from '../../../src/lab/image/turn.ts';
import { identify } from '../../../src/process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const path = () => join(folder, 'turn');
const unasked = () => {
  throw new Error('there is nobody to wait for');
};

test('one waits for the other, and says for whom', async () => {
  const order: string[] = [];
  let end: () => void = unasked;
  const first = inTurn(path(), unasked, async () => {
    order.push('first');
    await new Promise<void>((resolve) => (end = resolve));
    order.push('first ends');
  });
  await vi.waitUntil(() => order.length === 1);
  const second = inTurn(
    path(),
    (pid) => {
      order.push(`second waits for ${pid === process.pid ? 'it' : 'another'}`);
      end();
    },
    () => Promise.resolve(order.push('second')),
  );
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second waits for it', 'first ends', 'second']);
  expect(readdirSync(folder)).toEqual([]);
});

test('the turn ends with an error, too', async () => {
  await expect(inTurn(path(), unasked, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await inTurn(path(), unasked, () => Promise.resolve(1))).toBe(1);
});

test.each([
  ['a process that is gone', async () => JSON.stringify({ ...(await identify(process.pid)), startTime: '1' })],
  ['nobody knows whom', () => Promise.resolve('by hand')],
])('what %s has left is no turn', async (_, words) => {
  symlinkSync(await words(), path());
  const turns = Array.from({ length: 5 }, (__, index) =>
    inTurn(
      path(),
      () => undefined,
      () => Promise.resolve(index),
    ),
  );
  expect(await Promise.all(turns)).toEqual([0, 1, 2, 3, 4]);
  expect(readdirSync(folder)).toEqual([]);
});
