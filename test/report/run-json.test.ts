import { expect, test } from 'vitest';
import { LvsdeployError } from '../../src/errors.ts';
import { recordedErrorData } from '../../src/report/json.ts';
import { jsonReporter } from '../../src/report/run-json.ts';
import { events, summary } from './run-samples.ts';

test('a run as one JSON object a line, errors as data', () => {
  let shown = '';
  const reporter = jsonReporter(
    (text) => (shown += text),
    () => new Date(0),
  );
  for (const event of events) reporter.on(event);
  reporter.end(summary);
  const objects = shown
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  const error = {
    name: 'LvsdeployError',
    message: '"reload" ended with status 1',
    place: 'lb1 › keepalived',
    hint: 'Look at it.',
  };
  expect(objects).toHaveLength(events.length + 1);
  expect(objects[0]).toEqual({
    time: '1970-01-01T00:00:00.000Z',
    type: 'play-started',
    play: 'directors',
    hosts: ['lb2', 'lb1', 'lb3'],
  });
  expect(objects.at(-3)).toMatchObject({ type: 'host-done', host: 'lb1', outcome: 'failed', error });
  expect(objects.at(-1)).toMatchObject({ type: 'summary', ok: false, hosts: [{ host: 'lb2' }, { error }, {}] });
});

test('what is kept of an error is what may be', () => {
  let kept = '';
  const write = (text: string) => (kept += text);
  const reporter = jsonReporter(write, () => new Date(0), recordedErrorData);
  const error = new LvsdeployError('it printed hunter2', { onRecord: 'it printed something', hint: 'Look.' });
  const host = { host: 'lb1', changed: 0, outcome: 'failed', milliseconds: 0, roundTrips: 1, error } as const;
  const task = { play: 'p', host: 'lb1', role: 'r', resource: 'x', outcome: 'failed', milliseconds: 0, error } as const;
  reporter.on({ type: 'task-done', ...task });
  reporter.on({ type: 'host-done', play: 'p', ...host });
  reporter.end({ ok: false, hosts: [host], error });
  expect(kept.match(/it printed something","hint":"Look\."/g)).toHaveLength(4);
  expect(kept).not.toContain('hunter2');
});
