import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepJournal } from '../../src/engine/host-journal.ts';
import { identifyRun } from '../../src/engine/run-identity.ts';
import type { WaveSnippet } from '../../src/engine/wave.ts';
import { sh, type Shell } from '../../src/shell/shell.ts';
import { localSession } from './local-session.ts';
import { valueResource } from './resources.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function snippetOf(script: Shell, isLastOfStep = true): WaveSnippet {
  const action = { description: "do what it's\nfor", script };
  const task = { role: 'keepalived', resource: valueResource('a', '1') };
  return {
    name: 'x',
    script,
    step: { task, order: 0, changes: [], actions: [action] },
    action,
    on: null,
    reboots: false,
    sends: null,
    isLastOfStep,
  };
}

it('leaves one line for each task that was changed, and none for one that failed', async () => {
  const run = await identifyRun('site.ts');
  const path = join(folder, 'journal');
  const snippets = [snippetOf(sh`true`, false), snippetOf(sh`echo out`), snippetOf(sh`exit 3`)];
  const results = await localSession().run(keepJournal(snippets, run, path));
  expect(results.map(({ status }) => status)).toEqual([0, 0, 3]);
  expect(results[1]?.stdout).toBe('out\n');
  const [time = '', ...rest] = readFileSync(path, 'utf8').trimEnd().split('\t');
  expect(new Date(time).getTime()).toBeGreaterThan(Date.parse(run.since) - 2000);
  expect(rest).toEqual([run.id, run.who, 'keepalived › value:a', "do what it's\\nfor"]);
});

it('fails no change when it cannot be written', async () => {
  const path = join(folder, 'no', 'such', 'journal');
  const [result] = await localSession().run(keepJournal([snippetOf(sh`true`)], await identifyRun('site.ts'), path));
  expect(result).toEqual({ status: 0, stdout: '', stderr: '' });
});
