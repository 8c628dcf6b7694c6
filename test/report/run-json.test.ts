import { expect, test } from 'vitest';
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
  expect(objects[3]).toEqual({
    time: '1970-01-01T00:00:00.000Z',
    type: 'task-started',
    play: 'directors',
    host: 'lb2',
    role: 'keepalived',
    resource: 'file:/etc/keepalived/keepalived.conf',
    action: 'write it',
  });
  expect(objects.at(-3)).toMatchObject({ type: 'host-done', host: 'lb1', outcome: 'failed', error });
  expect(objects.at(-1)).toMatchObject({ type: 'summary', ok: false, hosts: [{ host: 'lb2' }, { error }, {}] });
});
