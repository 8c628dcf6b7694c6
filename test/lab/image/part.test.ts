import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nameOf, preparePart, type Cache } from '../../../src/lab/image/part.ts';

async function makeCache(): Promise<Cache> {
  const folder = await mkdtemp(join(tmpdir(), 'cache-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return { folder, owner: undefined, say: () => undefined };
}

test('a part has its kind in its name, and another name when it is made of something else', () => {
  const name = nameOf({ kind: 'root-rpm', madeOf: { suite: 'bookworm' } });
  expect(name).toMatch(/^root-rpm-[0-9a-f]{16}$/);
  expect(nameOf({ kind: 'root-rpm', madeOf: { suite: 'trixie' } })).not.toBe(name);
});

test('a part is built once, and what it was built in does not stay', async () => {
  const cache = await makeCache();
  const part = { kind: 'disk', madeOf: 1 };
  let built = 0;
  const build = async (folder: string) => {
    built += 1;
    await writeFile(join(folder, 'disk.img'), 'disk');
  };
  const [first, second] = await Promise.all([preparePart(cache, part, build), preparePart(cache, part, build)]);
  expect(second).toBe(first);
  expect(await preparePart(cache, part, build)).toBe(first);
  expect(built).toBe(1);
  expect(await readFile(join(first, 'disk.img'), 'utf8')).toBe('disk');
  expect(await readdir(cache.folder)).toEqual([basename(first)]);
});

test('a part whose building failed is not there, and can be built again', async () => {
  const cache = await makeCache();
  const part = { kind: 'disk', madeOf: 1 };
  await expect(preparePart(cache, part, () => Promise.reject(new Error('no space')))).rejects.toThrow('no space');
  expect(await readdir(cache.folder)).toEqual([]);
  await expect(preparePart(cache, part, () => Promise.resolve())).resolves.toContain('disk-');
});
