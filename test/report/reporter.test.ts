import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { openReporter } from '../../src/report/reporter.ts';
import { events, summary } from './run-samples.ts';

async function show(terminal: object, json: boolean, verbosity = 0): Promise<string> {
  let shown = '';
  const pass = new PassThrough().setEncoding('utf8');
  pass.on('data', (text: string) => (shown += text));
  const stream = Object.assign(pass, terminal) as unknown as NodeJS.WriteStream;
  const reporter = await openReporter({ stream, colour: false }, { json, verbosity });
  for (const event of events) reporter.on(event);
  await reporter.close();
  reporter.end(summary);
  return stripVTControlCharacters(shown);
}

test('a terminal gets lines that stay when it is to show more than rows can', async () => {
  expect(await show({ isTTY: true, columns: 120, rows: 40 }, false, 1)).toMatch(/^lb2 {4}\| first$/m);
});

test.each([
  ['a pipe', {}, false, /^lb2 {2}ok {2}3 changed/m],
  ['a terminal', { isTTY: true, columns: 120, rows: 40 }, false, /^[✔√] lb2 {2}3 changed/m],
  ['a terminal without a width', { isTTY: true, columns: 0, rows: 0 }, false, /^lb2 {2}ok {2}3 changed/m],
  ['a program', { isTTY: true, columns: 120, rows: 40 }, true, /^\{"time":.*"type":"host-done"/m],
])('the reporter fits %s', async (_, terminal, json, line) => {
  expect(await show(terminal, json)).toMatch(line);
});
