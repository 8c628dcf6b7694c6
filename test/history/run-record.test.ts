import { expect, test } from 'vitest';
import { LvsdeployError } from '../../src/errors.ts';
import { planData } from '../../src/report/plan-json.ts';
import { parseRecord } from '../../src/history/run-record.ts';
import { head, plan, recordLines, recordText } from './record-samples.ts';
import { events, gateEvents, summary } from '../report/run-samples.ts';
import { jsonReporter } from '../../src/report/run-json.ts';

const parse = (lines: readonly string[]) => parseRecord(recordText(lines), 'r.ndjson');

test('a record read back is the run: head, plan, events, summary, end', () => {
  const record = parse(recordLines());
  expect(record.head).toEqual(head);
  expect(record.plan && planData(record.plan)).toEqual(planData(plan));
  expect(record.happened).toEqual([
    ...events.filter(({ type }) => type !== 'task-started' && type !== 'task-output'),
    { type: 'note', text: 'interrupted' },
  ]);
  expect(record.summary).toEqual(summary);
  expect(record.end).toMatchObject({ exitCode: 1, milliseconds: 65_000 });
  expect(record.last).toBe('2026-11-25T04:13:05.000Z');
  expect(record.unreadable).toEqual([]);
});

test('errors are errors again, with their name', () => {
  const error = parse(recordLines()).summary?.hosts[1]?.error;
  expect(error).toBeInstanceOf(LvsdeployError);
  expect(error).toMatchObject({ name: 'LvsdeployError', place: 'lb1 › keepalived', hint: 'Look at it.' });
});

test('gates and every other event come back as they were', () => {
  const all = [...gateEvents, { type: 'order-changed', play: 'directors', hosts: ['lb1'] } as const];
  const lines: string[] = [];
  const reporter = jsonReporter(
    (line) => lines.push(line.trimEnd()),
    () => new Date(0),
  );
  for (const event of all) reporter.on(event);
  expect(parse([...recordLines().slice(0, 2), ...lines]).happened).toEqual(all);
});

test('a last line that was half written is left out, and numbered', () => {
  const lines = recordLines();
  const half = `${recordText(lines.slice(0, 5))}${lines[5]?.slice(0, 20) ?? ''}`;
  const record = parseRecord(half, 'r.ndjson');
  expect(record).toMatchObject({ unreadable: [6], end: null, summary: null, last: '2026-11-25T04:13:00.000Z' });
  expect(record.happened).toHaveLength(3);
});

test('a line in between that says nothing does not take the rest with it', () => {
  const record = parse(recordLines().with(3, '\0\0\0').with(4, '{"type":"from-a-later-version"}'));
  expect(record.unreadable).toEqual([4, 5]);
  expect(record.end?.exitCode).toBe(1);
});

test('keys of another version are left out', () => {
  const later = recordLines().map((line) => line.replace(/\}$/, ',"later":{"a":1}}'));
  expect(parse(later)).toEqual(parse(recordLines()));
});

test('a record that broke off after its first line is one', () => {
  expect(parse(recordLines().slice(0, 1))).toMatchObject({ plan: null, happened: [], last: head.since });
});

test.each([
  ['nothing', ''],
  ['something else', '{"type":"plan"}\n'],
  ['a later format', recordText(recordLines()).replace('"version":1', '"version":2')],
  ['half of the first line', (recordLines()[0] ?? '').slice(0, 30)],
])('a file with %s is refused with its name and line', (_, text) => {
  expect(() => parseRecord(text, '/history/r.ndjson')).toThrow(
    expect.objectContaining({ place: '/history/r.ndjson:1', name: 'LvsdeployError' }),
  );
});
