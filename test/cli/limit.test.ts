import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLimit } from '../../src/cli/limit.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function limitFile(text: string): string {
  const file = join(folder, 'hosts');
  writeFileSync(file, text);
  return `@${file}`;
}

test('a pattern is itself', () => expect(readLimit('web*:!web2')).toBe('web*:!web2'));

test('a file holds one pattern a line, and comments', () => {
  expect(readLimit(limitFile('# those that failed\nlb1\n\n  web* # all of them\r\n!web2'))).toBe('lb1,web*,!web2');
});

test.each([
  ['a file without a pattern', () => limitFile('# nothing\n'), /names no hosts/],
  ['a file that is not there', () => `@${join(folder, 'missing')}`, /ENOENT/],
])('%s is refused', (_, limit, message) => expect(() => readLimit(limit())).toThrow(message));
