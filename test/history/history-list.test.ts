import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listRun, renderHistory } from '../../src/history/history-list.ts';
import type { RunHead } from '../../src/report/run-json.ts';
import { parseRecord, type RunRecord } from '../../src/history/run-record.ts';
import type { RunState } from '../../src/history/run-state.ts';
import { recordLines, recordText } from './record-samples.ts';

beforeEach(() => void vi.stubEnv('TZ', 'Asia/Kolkata'));
afterEach(() => void vi.unstubAllEnvs());

const now = new Date('2026-11-25T04:20:00.000Z');
const recordOf = (of: Partial<RunHead> = {}, count = Infinity): RunRecord =>
  parseRecord(recordText(recordLines(of).slice(0, count)), 'r.ndjson');
const show = (...runs: readonly (readonly [RunRecord, RunState])[]) =>
  renderHistory(
    runs.map(([record, state]) => listRun(record, state, now)),
    { colour: false },
  );

test('a run is a line, in the time of this place; what narrowed it stands where it was typed', () => {
  const other = recordOf({ who: 'bob@ops', what: 'p/site.ts', tags: ['a'], skipTags: ['b', 'c'] });
  expect(show([recordOf({ id: '20261124-041200-3f9a0c' }), 'failed'], [other, 'unreachable'])).toBe(
    [
      '20261124-041200-3f9a0c  2026-11-25 09:42:00  alice@ops  site.ts --limit lb*                             failed       1 host  4 changed  1 min 05 s',
      '20261125-041200-3f9a0c  2026-11-25 09:42:00  bob@ops    p/site.ts --limit lb* --tags a --skip-tags b,c  unreachable  1 host  4 changed  1 min 05 s',
      '',
    ].join('\n'),
  );
});

test('a run without an end is as long as its record, one that goes on as long as it runs; changes are counted so far', () => {
  const open = recordOf({}, 7);
  expect(listRun(open, 'no end', now)).toMatchObject({ milliseconds: 60_000, changed: 1, hosts: 1 });
  expect(listRun(open, 'running', now)).toMatchObject({ milliseconds: 480_000 });
  // A task that failed later on is none that was changed.
  expect(listRun(recordOf({}, -2), 'no end', now)).toMatchObject({ changed: 1 });
  expect(listRun(recordOf({}, 1), 'no end', now)).toMatchObject({ milliseconds: 0, changed: 0, hosts: 0 });
});

test('a long limit does not push the rest out of sight', () => {
  expect(show([recordOf({ limit: 'web1,'.repeat(50) }), 'ok'])).toMatch(/ {2}site\.ts --limit (web1,){8}web… {2}ok /);
});

test('nothing in a line can act on a terminal', () => {
  const bad = '\u001b[2J';
  expect(show([recordOf({ who: bad, what: bad, limit: bad, id: bad }), 'ok'])).not.toContain('\u001b');
});
