import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadPlaybook } from '../../src/playbook/load.ts';
import { digestSources } from '../../src/playbook/sources.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
  mkdirSync(join(folder, 'role/templates'), { recursive: true });
  write('site.ts', `import { name } from './role/role.ts'; export default { name, plays: [] };`);
  write('role/role.ts', `export { name } from './deep.ts';`);
  write('role/deep.ts', `export const name = 'site';`);
  write('role/templates/a.hbs', 'a');
  write('role/notes.txt', 'no part of it');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const files = async () => (await loadPlaybook(join(folder, 'site.ts'))).files;

test('a playbook knows its own file and what it imports', async () => {
  expect((await files()).map((file) => basename(file))).toEqual(['site.ts', 'role.ts', 'deep.ts']);
});

test.each(['site.ts', 'role/deep.ts', 'role/templates/a.hbs', 'role/templates/new.hbs'])(
  'the digest is another one when %s changes',
  async (name) => {
    const all = await files();
    const before = digestSources(all);
    write(name, 'changed');
    expect(digestSources(all)).not.toBe(before);
  },
);

test('the digest stays when something else changes, or all of it moves', async () => {
  const all = await files();
  const before = digestSources(all);
  write('role/notes.txt', 'changed');
  const moved = `${folder}.moved`;
  renameSync(folder, moved);
  const digest = digestSources(all.map((file) => file.replace(folder, moved)));
  rmSync(moved, { recursive: true, force: true });
  expect(digest).toBe(before);
});
