import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { History } from '../../src/history/history.ts';
import { historyFolder } from '../../src/history/history-folder.ts';
import { identifyRun } from '../../src/engine/run-identity.ts';
import { recordLines, recordText } from '../history/record-samples.ts';
import { runWith } from './console.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const here = (await identifyRun('site.ts')).process;
const idOf = (hour: number) => `20261125-${String(hour).padStart(2, '0')}0000-3f9a0c`;
const pathOf = (id: string) => join(folder, `${id}.ndjson`);

function keep(id: string, text = recordText(recordLines({ id }))): string {
  writeFileSync(pathOf(id), text);
  return id;
}

function lvsdeploy(args: readonly string[], history = historyFolder(() => folder, { warn: () => undefined })) {
  return runWith({}, ['history', ...args], undefined, history);
}

describe('history', () => {
  test('lists the newest last, twenty of them', async () => {
    for (let hour = 0; hour < 22; hour += 1) keep(idOf(hour));
    const { code, stdout, stderr } = await lvsdeploy([]);
    expect([code, stderr]).toEqual([0, '']);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(0, 22)),
    ).toEqual(Array.from({ length: 20 }, (_, index) => idOf(index + 2)));
    expect(stdout).toContain('  alice@ops  site.ts --limit lb*  failed  1 host  4 changed  1 min 05 s\n');
  });

  test.each([['-n'], ['--last']])('lists as many as %s says', async (option) => {
    [1, 2, 3].forEach((hour) => keep(idOf(hour)));
    expect((await lvsdeploy([option, '2'])).stdout.match(/^\S+/gm)).toEqual([idOf(2), idOf(3)]);
  });

  test.each([['0'], ['-1'], ['x'], ['1.5']])('cannot list %s', async (count) => {
    expect(await lvsdeploy([`--last=${count}`])).toMatchObject({ code: 64, stdout: '' });
  });

  test('is data for a program with --json', async () => {
    const id = keep(idOf(1));
    expect(JSON.parse((await lvsdeploy(['--json'])).stdout)).toEqual([
      {
        id,
        since: '2026-11-25T04:12:00.000Z',
        who: 'alice@ops',
        what: 'site.ts',
        limit: 'lb*',
        state: 'failed',
        hosts: 1,
        changed: 4,
        milliseconds: 65_000,
      },
    ]);
  });

  test('of nothing says so', async () => {
    expect(await lvsdeploy([])).toMatchObject({ code: 0, stdout: 'No run is recorded yet.\n', stderr: '' });
    expect(await lvsdeploy(['--json'])).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  test.skipIf(here === null)('knows a run that goes on from one that died, and from one of elsewhere', async () => {
    const open = (id: string, process: typeof here) => keep(id, recordText(recordLines({ id, process }).slice(0, -1)));
    open(idOf(1), here);
    open(idOf(2), here && { ...here, startTime: '1' });
    open(idOf(3), here && { ...here, bootId: 'other', machine: 'other' });
    open(idOf(4), null);
    const runs = JSON.parse((await lvsdeploy(['--json'])).stdout) as readonly { readonly state: string }[];
    expect(runs.map(({ state }) => state)).toEqual(['running', 'no end', 'no end yet', 'no end yet']);
  });

  test.skipIf(here === null)('takes a run that ended while it was looked at for ended', async () => {
    const lines = recordLines({ process: here && { ...here, startTime: '1' } });
    const texts = [recordText(lines.slice(0, -1)), recordText(lines)];
    const history: History = {
      begin: () => Promise.reject(new Error('not to be called here')),
      ids: () => [idOf(1)],
      read: () => ({ file: 'x', text: texts.shift() ?? '' }),
    };
    expect((await lvsdeploy([], history)).stdout).toContain('  failed  ');
  });

  test('lists the others when one is damaged, and names file and line of that', async () => {
    const damaged = keep(idOf(1), 'nonsense\n');
    keep(idOf(2));
    const { code, stdout, stderr } = await lvsdeploy([]);
    expect([code, stdout.match(/^\S+/gm)]).toEqual([0, [idOf(2)]]);
    expect(stderr).toContain(`${pathOf(damaged)}:1: no record of a run begins here`);
  });
});

describe('history show', () => {
  test.each([[idOf(2)], ['20261125-02'], ['last']])('shows a run again by %s', async (said) => {
    keep(idOf(1));
    keep(idOf(2));
    const { code, stdout, stderr } = await lvsdeploy(['show', said]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      new RegExp(
        `^run ${idOf(2)}\n[^]*~ file:/etc/a[^]*3 hosts: 4 changed[^]*failed after 1 min 05 s, exit status 1\n$`,
      ),
    );
  });

  test('of an id that is none is wrong usage, and names those near it', async () => {
    keep(idOf(1));
    expect(await lvsdeploy(['show', '20261125-03'])).toMatchObject({
      code: 64,
      stdout: '',
      stderr: `there is no run "20261125-03"\n  → Near it: ${idOf(1)}. \`lvsdeploy history\` lists them.\n`,
    });
  });

  test('prints the lines of the record with --json, as they are', async () => {
    const id = keep(idOf(1));
    expect((await lvsdeploy(['show', 'last', '--json'])).stdout).toBe(readFileSync(pathOf(id), 'utf8'));
    expect((await lvsdeploy(['show', '--json', 'last'])).stdout).toBe(readFileSync(pathOf(id), 'utf8'));
  });

  test('prints nothing of a half-written line, and nothing that acts on a terminal, with --json', async () => {
    const lines = recordLines({ id: idOf(1) });
    const foreign = '{"type":"later","text":"\u009b2J"}';
    keep(idOf(1), `${recordText([...lines.slice(0, 3), foreign])}{"type":"ta`);
    expect((await lvsdeploy(['show', 'last', '--json'])).stdout).toBe(
      recordText([...lines.slice(0, 3), '{"type":"later","text":"\\u009b2J"}']),
    );
  });

  test('of a file that is no record names file and line', async () => {
    const id = keep(idOf(1), '');
    expect(await lvsdeploy(['show', 'last'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`${pathOf(id)}:1: `) as string,
    });
  });

  test('of a record that cannot be opened names it', async () => {
    mkdirSync(pathOf(idOf(1)));
    const { code, stderr } = await lvsdeploy(['show', 'last']);
    expect(code).toBe(1);
    expect(stderr).toContain(`${pathOf(idOf(1))}: cannot read the record: `);
  });
});
