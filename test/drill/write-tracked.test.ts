import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeTracked } from '../../src/drill/write-tracked.ts';
import { localSession } from '../engine/local-session.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (file: string) => localSession().run([{ name: 'write', script: writeTracked(file, '-253') }]);

test('the file that keepalived follows gets the number', async () => {
  const file = join(folder, 'switch-over');
  writeFileSync(file, '0\n');
  expect(await write(file)).toMatchObject([{ status: 0 }]);
  expect(readFileSync(file, 'utf8')).toBe('-253\n');
});

test('without that file nothing would come of it, and it says so', async () => {
  const file = join(folder, 'switch-over');
  expect(await write(file)).toEqual([
    { status: 1, stdout: '', stderr: `${file} is not there: deploy the cluster first\n` },
  ]);
});
