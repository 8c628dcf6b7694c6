import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { History } from '../../src/history/history.ts';
import { historyFolder, type HistoryOptions } from '../../src/history/history-folder.ts';
import type { appendTo as appendToFile } from '../../src/history/line-file.ts';
import { parseRecord, type RunRecord } from '../../src/history/run-record.ts';
import { head, plan } from './record-samples.ts';
import { events, summary } from '../report/run-samples.ts';
import { differs, hostPlan, planOf, playPlan } from '../report/samples.ts';

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'lvsdeploy-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

const folder = () => join(home, 'state', 'lvsdeploy', 'history');
const path = (id = head.id) => join(folder(), `${id}.ndjson`);

/** A history whose clock goes on by a second a look. */
function openHistory(
  locate = folder,
  options: Partial<HistoryOptions> = {},
): { readonly history: History; readonly warnings: string[] } {
  const warnings: string[] = [];
  let now = Date.parse(head.since);
  const history = historyFolder(locate, {
    warn: (line) => warnings.push(line),
    now: () => new Date((now += 1000)),
    ...options,
  });
  return { history, warnings };
}

function readRecord(history: History, id = head.id): RunRecord {
  const { text, file } = history.read(id);
  return parseRecord(text, file);
}

const lines = () => readFileSync(path(), 'utf8').split('\n');

describe('a record', () => {
  test('is there as far as the run has come, and in the end whole', async () => {
    const { history, warnings } = openHistory();
    const recording = await history.begin(head, plan);
    expect(lines().map((line) => line.slice(0, 13))).toEqual(['{"type":"run"', '{"type":"plan', '']);
    for (const event of events) recording.on(event);
    recording.note('interrupted');
    expect(readRecord(history)).toMatchObject({ head, end: null, summary: null });
    expect(readRecord(history).happened).toHaveLength(events.length - 2 + 1);
    recording.sumUp(summary);
    await recording.end(1);
    expect(readRecord(history)).toMatchObject({ summary, end: { exitCode: 1, milliseconds: 15_000 }, unreadable: [] });
    expect([recording.isWhole, warnings, history.ids()]).toEqual([true, [], [head.id]]);
  });

  test('leaves out what tasks print', async () => {
    const { history } = openHistory();
    const recording = await history.begin(head, plan);
    for (const event of events) recording.on(event);
    await recording.end(0);
    expect(readFileSync(path(), 'utf8')).not.toMatch(/task-output|task-started|last/);
  });

  test('says what ended a run that has no summary', async () => {
    const { history } = openHistory();
    await (await history.begin(head, plan)).end(1, new TypeError('broken'));
    expect(readRecord(history).end?.error).toMatchObject({ name: 'TypeError', message: 'broken' });
  });

  test('holds no secret of a plan', async () => {
    const { history } = openHistory();
    const change = { what: 'content', from: 'hunter1', to: 'hunter2', format: 'text', secret: true } as const;
    const recording = await history.begin(
      head,
      planOf(playPlan('directors', [hostPlan('lb1', { 'file:/b': differs(change) })])),
    );
    await recording.end(0);
    expect(readFileSync(path(), 'utf8')).not.toContain('hunter');
    expect(readFileSync(path(), 'utf8')).toContain('"from":"[secret]","to":"[secret]"');
  });

  test('is for its owner alone', async () => {
    const { history } = openHistory();
    await (await history.begin(head, plan)).end(0);
    expect([folder(), path()].map((each) => (statSync(each).mode & 0o777).toString(8))).toEqual(['700', '600']);
  });

  test.runIf(process.getuid?.() === 0)('is its user’s, when root writes it into their home', async () => {
    chownSync(home, 4242, 4343);
    await (await openHistory().history.begin(head, plan)).end(0);
    const made = [join(home, 'state'), join(home, 'state', 'lvsdeploy'), folder(), path()];
    expect(made.map((each) => [statSync(each).uid, statSync(each).gid])).toEqual(Array(4).fill([4242, 4343]));
    chownSync(home, 0, 0);
    await (await openHistory().history.begin({ ...head, id: '20261125-041201-3f9a0c' }, plan)).end(0);
    expect(statSync(path('20261125-041201-3f9a0c')).uid).toBe(4242);
  });
});

describe('a history that cannot be written', () => {
  test.each([
    ['a file in the place of its folder', () => join(home, 'file', 'history')],
    [
      'no home',
      () => {
        throw new Error('no home');
      },
    ],
  ])('with %s says so once, and lets the run go on', async (_, locate) => {
    writeFileSync(join(home, 'file'), '');
    const { history, warnings } = openHistory(locate);
    const recording = await history.begin(head, plan);
    for (const event of events) recording.on(event);
    recording.note('x');
    recording.sumUp(summary);
    await recording.end(0);
    expect(warnings).toEqual([expect.stringMatching(/^this run is not recorded: .*(EEXIST|no home)/)]);
    expect(recording.isWhole).toBe(false);
  });

  test('leaves no record without a plan when the disk is full', async () => {
    const appendTo: typeof appendToFile = (_, onFailure) => {
      onFailure(new Error('ENOSPC'));
      return { isWhole: false, add: () => undefined, close: () => Promise.resolve() };
    };
    vi.doMock('../../src/history/line-file.ts', () => ({ appendTo }));
    const { history, warnings } = openHistory();
    await (await history.begin(head, plan).finally(() => vi.doUnmock('../../src/history/line-file.ts'))).end(0);
    expect(warnings).toEqual([expect.stringMatching(/^this run is not recorded, .*ENOSPC/)]);
    expect(history.ids()).toEqual([]);
  });
});

describe('the runs that are remembered', () => {
  const idOf = (index: number) => `20260101-000000-${index.toString(16).padStart(6, '0')}`;

  test('are the newest thousand; what else is in the folder is left alone', async () => {
    mkdirSync(folder(), { recursive: true });
    for (let index = 0; index < 1001; index += 1) writeFileSync(path(idOf(index)), '');
    writeFileSync(join(folder(), '00-notes.txt'), '');
    const { history, warnings } = openHistory();
    await (await history.begin(head, plan)).end(0);
    expect(history.ids()).toHaveLength(1000);
    expect(history.ids().slice(0, 1)).toEqual([idOf(2)]);
    expect(history.ids().at(-1)).toBe(head.id);
    expect(readdirSync(folder())).toContain('00-notes.txt');
    expect(warnings).toEqual([]);
  });

  test('are recorded also where the old ones cannot be forgotten', async () => {
    mkdirSync(folder(), { recursive: true });
    mkdirSync(path(idOf(0)));
    const { history, warnings } = openHistory(folder, { memory: 1 });
    await (await history.begin(head, plan)).end(0);
    expect(warnings).toEqual([expect.stringMatching(/^old runs cannot be forgotten: /)]);
    expect(readRecord(history).end).not.toBeNull();
  });

  test('are none where there is no folder; a folder that cannot be read is an error', () => {
    expect(openHistory().history.ids()).toEqual([]);
    writeFileSync(join(home, 'file'), '');
    const { history } = openHistory(() => join(home, 'file'));
    expect(() => history.ids()).toThrow(expect.objectContaining({ place: join(home, 'file') }));
    expect(() => history.read(head.id)).toThrow(/cannot read the record/);
  });
});
