import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderRecord } from '../../src/history/record-text.ts';
import { parseRecord } from '../../src/history/run-record.ts';
import { stateOf, type RunLife } from '../../src/history/run-state.ts';
import { recordLines, recordText } from './record-samples.ts';

beforeEach(() => void vi.stubEnv('TZ', 'Asia/Kolkata'));
afterEach(() => void vi.unstubAllEnvs());

function show(text: string, life: RunLife = 'gone'): string {
  const record = parseRecord(text, '/history/r.ndjson');
  return renderRecord(record, stateOf(record, life), { colour: false });
}

test('a record is shown as the run was: whose it was, its plan, what was done, the recap, how it ended', () => {
  expect(show(recordText(recordLines({ keptPlan: 'my.plan', tags: ['a', 'b'], discardChanges: true })))).toBe(`\
run 20261125-041200-3f9a0c
  who        alice@ops
  when       2026-11-25 09:42:00
  playbook   site.ts
  kept plan  my.plan
  inventory  inventory.yaml
  limit      lb*
  tags       a, b
  discards   changes by another hand
  in         /home/alice/cluster
  lvsdeploy  0.1.0

play directors: lb2
lb2
  ~ file:/etc/a  mode 0600 → 0644

lb2  1 to change, 0 pending, 0 unchanged

site: 1 to change, 0 pending, 0 unchanged

play directors: lb2, lb1, lb3
lb2  took over \\x1b[31m the lock
lb2  no lock \\x1b[31m; trying again until 09:42:30
lb2  keepalived › file:/etc/keepalived/keepalived.conf  changed  0.3 s
lb2  ok  3 changed  1.2 s
gate of directors: waiting until 05:30:00 for vip-has-one-owner
gate of directors: passed  2.1 s
lb1  keepalived › file:/etc/keepalived/keepalived.conf  failed  0.1 s
lb1  failed  1 changed  1 min 01 s
    lb1 › keepalived: "reload" ended with status 1
      → Look at it.
lb3  not run  0 changed  0.0 s
interrupted

lb2  ok       changed=3  2 round trips  1.2 s
lb1  failed   changed=1  1 round trip   1 min 01 s
lb3  not run  changed=0  2 round trips  0.0 s
3 hosts: 4 changed, 1 failed, 1 not run

failed after 1 min 05 s, exit status 1
`);
});

test.each([
  ['gone', 'no end: process 42 is gone; the last that is known is of 2026-11-25 09:43:00'],
  ['alive', 'running: process 42 is at work'],
  [
    'unknown',
    'no end yet: from here it cannot be told whether it still runs; the last that is known is of 2026-11-25 09:43:00',
  ],
] as const)('a run without an end whose process is %s says so', (life, line) => {
  const shown = show(recordText(recordLines().slice(0, 8)), life);
  expect(shown).toMatch(/lb2 {2}ok {2}3 changed {2}1\.2 s\n\n/);
  expect(shown.split('\n').at(-2)).toBe(line);
});

test('what cannot be read is named, below all that can', () => {
  const lines = recordLines();
  const shown = show(`${recordText(lines.slice(0, 7))}${lines[7]?.slice(0, 20) ?? ''}`);
  expect(shown).toContain('keepalived.conf  changed  0.3 s');
  expect(shown).toMatch(/\nleft out, for it cannot be read: \/history\/r\.ndjson:8\n$/);
});

test('a record that breaks off before its plan is shown as far as it goes', () => {
  expect(show(recordText(recordLines().slice(0, 1)))).toMatch(/lvsdeploy {2}0\.1\.0\n\nno end: /);
});

test('the error that ended a run is shown', () => {
  const end =
    '{"type":"end","exitCode":64,"milliseconds":10,"error":{"name":"UsageError","message":"no","hint":"Look."}}';
  expect(show(recordText([...recordLines().slice(0, 2), end]))).toMatch(
    /\nno\n {2}→ Look\.\nfailed after 0\.0 s, exit status 64\n$/,
  );
});

test.each([
  [0, 'ok'],
  [1, 'failed'],
  [3, 'unreachable'],
  [64, 'failed'],
  [129, 'interrupted'],
  [130, 'interrupted'],
  [143, 'interrupted'],
])('exit status %i is %s', (exitCode, state) => {
  const lines = recordLines();
  const end = JSON.stringify({ type: 'end', exitCode, milliseconds: 1 });
  expect(stateOf(parseRecord(recordText([...lines.slice(0, -1), end]), 'r'), 'gone')).toBe(state);
});

test('nothing in a record can act on a terminal, wherever it stands', () => {
  const bad = JSON.stringify('\u001b[2J').slice(1, -1);
  const text = recordText(recordLines({ keptPlan: 'x', tags: ['x'], skipTags: ['x'], discardChanges: true }))
    // Every word but those that say what a line is.
    .replaceAll(/("(?!type|state|outcome|format|since|time|stream)\w+":)"[^"]*"/g, (_, key: string) => `${key}"${bad}"`)
    .replaceAll(/"(lb\d|x|vip-has-one-owner|change it)"/g, `"${bad}"`);
  const shown = show(text);
  expect(shown.match(/\\x1b\[2J/g)?.length).toBeGreaterThan(20);
  expect(shown).not.toContain('\u001b');
});
