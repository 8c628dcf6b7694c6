import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { inTurn } from '../../../src/lab/image/turn.ts';

let path: string;
beforeEach(() => {
  path = `/nowhere/${randomBytes(8).toString('hex')}`;
});
const unasked = () => {
  throw new Error('there is nobody to wait for');
};

test('one waits for the other, and is told for whom', async () => {
  const order: string[] = [];
  let end: () => void = unasked;
  const first = inTurn(path, unasked, async () => {
    order.push('first');
    await new Promise<void>((resolve) => (end = resolve));
    order.push('first ends');
  });
  const told = (pid: number) => {
    order.push(`second waits for ${pid === process.pid ? 'it' : 'another'}`);
    end();
  };
  const second = inTurn(path, told, () => Promise.resolve(order.push('second')));
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second waits for it', 'first ends', 'second']);
});

test('of many one has it at a time', async () => {
  let atWork = 0;
  const most: number[] = [];
  const work = async () => {
    atWork += 1;
    most.push(atWork);
    await new Promise((resolve) => setImmediate(resolve));
    atWork -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => inTurn(path, () => undefined, work)));
  expect(most).toEqual(Array(20).fill(1));
});

test('the turn ends with an error, too', async () => {
  await expect(inTurn(path, unasked, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await inTurn(path, unasked, () => Promise.resolve(1))).toBe(1);
});

test('another path is another turn', async () => {
  expect(await inTurn(path, unasked, () => inTurn(`${path}/other`, unasked, () => Promise.resolve(1)))).toBe(1);
});

test('a process that is killed in its turn leaves none', async () => {
  const module = fileURLToPath(new URL('../../../src/lab/image/turn.ts', import.meta.url));
  const program = `import { createJiti } from 'jiti';
const [module, path] = process.argv.slice(1);
const { inTurn } = await createJiti(module).import(module);
await inTurn(path, () => undefined, () => { console.log('in'); return new Promise(() => setInterval(() => undefined, 1000)); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, module, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const pids: number[] = [];
  const told = (pid: number) => {
    pids.push(pid);
    child.kill('SIGKILL');
  };
  expect(await inTurn(path, told, () => Promise.resolve(1))).toBe(1);
  expect(pids).toEqual([child.pid]);
});
