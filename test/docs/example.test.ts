import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadPlaybook } from '../../src/playbook/load.ts';
import { filesOf } from './blocks.ts';
import { readPage } from './pages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

beforeAll(() => {
  // Within the project, where the types of Node are found.
  mkdirSync(join(root, '.lvsdeploy'), { recursive: true });
  folder = mkdtempSync(join(root, '.lvsdeploy', 'docs-'));
  for (const { path, text } of filesOf(readPage('docs/playbooks.md'))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @returns what the compiler says of a playbook that lies there. */
function faultsOf(file: string): readonly string[] {
  const program = ts.createProgram([join(folder, file)], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    paths: { lvsdeploy: [join(root, 'src/index.ts')] },
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText, file: at }) => `${at?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

it('the playbook of the page type-checks, and loads', async () => {
  expect(faultsOf('house.ts')).toEqual([]);
  const { name, files } = await loadPlaybook(join(folder, 'house.ts'));
  expect(name).toBe('house');
  expect(files).toHaveLength(2);
}, 60_000);

it('a wrong key in it would be noticed', () => {
  const page = filesOf(readPage('docs/playbooks.md')).find(({ path }) => path === 'house.ts')?.text ?? '';
  writeFileSync(join(folder, 'wrong.ts'), page.replace("serial: '50%'", "seriel: '50%'"));
  expect(faultsOf('wrong.ts').join()).toContain("'seriel' does not exist in type 'Play'");
}, 60_000);
