import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadPlaybook } from '../../src/playbook/load.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const write = (file: string) => {
  mkdirSync(join(folder, 'playbooks'), { recursive: true });
  writeFileSync(join(folder, file), `export default { name: 'own', plays: [] };`);
};

test.each(['playbooks/site.ts', './playbooks/site.ts'])('%s comes with the program', async (file) => {
  expect(await loadPlaybook(file)).toMatchObject({ name: 'site' });
});

test('one of that name in the folder comes first', async () => {
  write('playbooks/site.ts');
  expect(await loadPlaybook('playbooks/site.ts')).toMatchObject({ name: 'own' });
});

test.each(['site', 'src/index.ts', 'playbooks/../src/index.ts', 'playbooks/100%.ts'])(
  '%s is not there',
  async (file) => {
    await expect(loadPlaybook(file)).rejects.toThrow('there is no such file');
  },
);

test('a name may hold what a URL may not', async () => {
  write('100%.ts');
  expect(await loadPlaybook('100%.ts')).toMatchObject({ name: 'own' });
});
