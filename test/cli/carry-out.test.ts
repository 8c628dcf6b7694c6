import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Engine, Planned } from '../../src/cli/context.ts';
import { historyFolder } from '../../src/history/history-folder.ts';
import { parseRecord, type RunRecord } from '../../src/history/run-record.ts';
import { plan } from '../history/record-samples.ts';
import { events, summary } from '../report/run-samples.ts';
import { converged, hostPlan, planOf, playPlan } from '../report/samples.ts';
import { runWith, type Ended } from './console.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An engine that carries plans out so. */
function engineThat(apply: Planned['apply'], shown = plan): Partial<Engine> {
  const planned = { plan: shown, apply, close: () => undefined, save: () => undefined };
  const inventory = 'kept.yaml';
  return {
    plan: (request) => Promise.resolve({ ...planned, request }),
    planAgain: () => Promise.resolve({ ...planned, request: { playbook: '/site.ts', inventory, tags: ['vrrp'] } }),
  };
}

const threeDirectors: Planned['apply'] = (emit) => {
  for (const event of events) emit(event);
  return Promise.resolve(summary);
};

/** Runs with a history in the folder. */
async function run(
  engine: Partial<Engine>,
  args: readonly string[],
  answer?: boolean,
): Promise<Ended & { readonly records: readonly RunRecord[]; readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const history = historyFolder(() => join(folder, 'history'), { warn: (line) => warnings.push(line) });
  const ended = await runWith(engine, ['run', ...args], answer, history);
  const records = warnings.length > 0 ? [] : history.ids().map((id) => parseRecord(history.read(id).text, id));
  return { ...ended, records, warnings };
}

describe('a run is recorded', () => {
  test('with its plan, what was asked for, what happened and how it ended', async () => {
    const args = ['site.ts', '-i', 'my.yaml', '--limit', 'lb*', '--skip-tags', 'a,b', '--yes'];
    const { code, records } = await run(engineThat(threeDirectors), args);
    expect(code).toBe(1);
    expect(records).toEqual([
      expect.objectContaining({ summary, unreadable: [], end: expect.objectContaining({ exitCode: 1 }) as object }),
    ]);
    const { head, plan: recorded, happened } = records[0] ?? {};
    expect(head).toEqual({
      id: expect.stringMatching(/^\d{8}-\d{6}-[\da-f]{6}$/) as string,
      who: expect.stringContaining('@') as string,
      what: 'site.ts',
      since: expect.any(String) as string,
      process: expect.objectContaining({ pid: process.pid }) as object,
      program: expect.stringMatching(/^\d+\./) as string,
      cwd: process.cwd(),
      playbook: 'site.ts',
      inventory: 'my.yaml',
      limit: 'lb*',
      skipTags: ['a', 'b'],
    });
    expect(recorded?.plays.map(({ name }) => name)).toEqual(['directors']);
    expect(happened).toHaveLength(events.length - 2);
  });

  test('also when it has nothing to change', async () => {
    const nothing = engineThat(
      () => Promise.resolve({ hosts: [], ok: true }),
      planOf(playPlan('directors', [hostPlan('lb1', { 'file:/a': converged })])),
    );
    expect((await run(nothing, ['site.ts', '--yes'])).records).toMatchObject([{ end: { exitCode: 0 } }]);
  });

  test('and not when the answer is no', async () => {
    expect((await run(engineThat(threeDirectors), ['site.ts'], false)).records).toEqual([]);
  });

  test('of a kept plan with what that says', async () => {
    const { records } = await run(engineThat(threeDirectors), ['--plan', 'my.plan']);
    expect(records[0]?.head).toMatchObject({
      what: 'my.plan',
      keptPlan: 'my.plan',
      playbook: '/site.ts',
      inventory: 'kept.yaml',
      tags: ['vrrp'],
    });
  });

  test('with the error that ended it', async () => {
    const { code, records } = await run(
      engineThat(() => Promise.reject(new TypeError('broken'))),
      ['site.ts', '-y'],
    );
    expect(code).toBe(1);
    expect(records).toMatchObject([{ summary: null, end: { exitCode: 1, error: { message: 'broken' } } }]);
  });

  test('with the wish to stop', async () => {
    const stopped = engineThat((emit) => {
      process.emit('SIGTERM', 'SIGTERM');
      return threeDirectors(emit, { id: '', who: '', what: '', since: '', process: null });
    });
    const { records } = await run(stopped, ['site.ts', '-y']);
    expect(records).toMatchObject([{ end: { exitCode: 143 } }]);
    expect(records[0]?.happened[0]).toMatchObject({
      type: 'note',
      text: expect.stringMatching(/^interrupted/) as string,
    });
  });

  test.each([
    [true, 'agreed to'],
    [false, 'refused'],
  ])('with the answer to what went beyond its plan (%s)', async (answer, word) => {
    const asking = engineThat(async (_, __, consent) => {
      const tasks = [{ role: 'keepalived', resource: 'file:/beyond', planned: converged }];
      await consent?.askAgain?.({ play: 'directors', host: 'lb1', tasks });
      return summary;
    }, planOf());
    const { records } = await run(asking, ['site.ts'], answer);
    expect(records[0]?.happened).toEqual([{ type: 'note', text: `lb1: beyond the plan, and ${word}: file:/beyond` }]);
  });
});

describe('where the record is', () => {
  test('is said to a person in the last line', async () => {
    const { stdout, records } = await run(engineThat(threeDirectors), ['site.ts', '--yes']);
    expect(stdout.split('\n').slice(-3)).toEqual([
      '3 hosts: 4 changed, 1 failed, 1 not run',
      `lvsdeploy history show ${records[0]?.head.id ?? ''}`,
      '',
    ]);
  });

  test('is in the first line for a program', async () => {
    const { stdout, records } = await run(engineThat(threeDirectors), ['site.ts', '--yes', '--json']);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toEqual({ type: 'run', version: 1, ...records[0]?.head });
    expect(stdout).not.toContain('history show');
  });
});

test('a history that cannot be written is said once, and changes nothing about the run', async () => {
  writeFileSync(join(folder, 'history'), '');
  const { code, stdout, warnings } = await run(engineThat(threeDirectors), ['site.ts', '--yes']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/3 hosts: 4 changed, 1 failed, 1 not run\n$/);
  expect(warnings).toEqual([expect.stringMatching(/^this run is not recorded/)]);
});
