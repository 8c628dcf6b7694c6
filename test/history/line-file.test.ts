import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendTo } from '../../src/history/line-file.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(flags: string, path = join(folder, 'file')) {
  const failures: unknown[] = [];
  const descriptor = openSync(path, flags);
  const file = appendTo(descriptor, (error) => failures.push(error));
  return { file, failures, descriptor };
}

test('a line is in the file at once, and the file is closed in the end', async () => {
  const { file, failures, descriptor } = open('ax');
  file.add('one\n');
  file.add('two\n');
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('one\ntwo\n');
  await file.close();
  expect([file.isWhole, failures]).toEqual([true, []]);
  expect(() => closeSync(descriptor)).toThrow(/EBADF/);
});

test('the first line that cannot be added is told, and none is added after it', async () => {
  writeFileSync(join(folder, 'file'), '');
  const { file, failures } = open('r');
  file.add('one\n');
  file.add('two\n');
  await file.close();
  expect(failures).toEqual([expect.objectContaining({ code: 'EBADF' })]);
  expect(file.isWhole).toBe(false);
});

test.runIf(process.platform === 'linux')('a full disk is told', async () => {
  const { file, failures } = open('a', '/dev/full');
  file.add('one\n');
  await file.close();
  expect(failures).toEqual([expect.objectContaining({ code: 'ENOSPC' })]);
});
