import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { beforeEach, expect, test, vi } from 'vitest';
import type { RunEvent, RunSummary } from '../../src/engine/event.ts';
import { listrReporter } from '../../src/report/run-listr.ts';
import { events, gateEvents, summary } from './run-samples.ts';

beforeEach(() => void vi.stubEnv('TZ', 'UTC'));

/** A terminal that remembers everything that was ever on it. */
function openTerminal(): { readonly stream: NodeJS.WriteStream; shown: () => string } {
  let shown = '';
  const pass = new PassThrough().setEncoding('utf8');
  pass.on('data', (text: string) => (shown += text));
  const stream = Object.assign(pass, { isTTY: true, columns: 120, rows: 40 }) as unknown as NodeJS.WriteStream;
  return { stream, shown: () => stripVTControlCharacters(shown) };
}

async function show(happened: readonly RunEvent[], end: RunSummary): Promise<string> {
  const { stream, shown } = openTerminal();
  const reporter = listrReporter({ stream, colour: false });
  for (const event of happened) reporter.on(event);
  await reporter.close();
  reporter.end(end);
  return shown();
}

test('at the end each host has a row with its own mark, and the error and the recap follow', async () => {
  const screen = await show(events, summary);
  expect(screen).toContain('play directors\n');
  expect(screen).toMatch(/[✔√] lb2 {2}3 changed {2}1\.2 s/);
  expect(screen).toMatch(/[✖×] lb1 {2}failed {2}"reload" ended with status 1/);
  expect(screen).not.toMatch(/[✔√] lb1/);
  expect(screen).toMatch(/lb3 {2}not run/);
  expect(screen).toMatch(/\nlb1 › keepalived: "reload" ended with status 1\n {2}→ Look at it\.\n/);
  expect(screen).toMatch(/3 hosts: 4 changed, 1 failed, 1 not run\n$/);
});

test('a running task shows what it does and its last line of output, escaped', async () => {
  const { stream, shown } = openTerminal();
  const reporter = listrReporter({ stream, colour: false });
  for (const event of events.slice(0, 5)) reporter.on(event);
  await vi.waitFor(() => {
    expect(shown()).toMatch(/lb2 {2}keepalived › file:\/etc\/keepalived\/keepalived\.conf {2}write it/);
    expect(shown()).toContain('last \\x1b[31mline');
  });
  await reporter.close();
  reporter.end(summary);
  expect(shown()).toMatch(/lb1 {2}not run/);
});

test('what is waited for is shown below the row while it is, and not at the end', async () => {
  const { stream, shown } = openTerminal();
  const reporter = listrReporter({ stream, colour: false });
  for (const event of events.slice(0, 6)) reporter.on(event);
  await vi.waitFor(() => expect(shown()).toContain('no lock \\x1b[31m; trying again until 04:12:30'));
  await reporter.close();
  const before = shown().length;
  reporter.end(summary);
  expect(shown().slice(before)).not.toContain('no lock');
});

test('a gate after the last batch has a row of its own, which fails itself', async () => {
  const host = { host: 'lb1', changed: 1, outcome: 'ok', milliseconds: 100, roundTrips: 1 } as const;
  const screen = await show(gateEvents, { hosts: [host], ok: false });
  expect(screen).toMatch(/[✔√] lb1 {2}1 changed/);
  expect(screen).toMatch(/[✖×] gate of directors {2}failed/);
  expect(screen).toContain('gate of directors: failed\n    lb1\n      expected  one holder');
});

test('a gate that waits tells until when, and for what', async () => {
  const { stream, shown } = openTerminal();
  const reporter = listrReporter({ stream, colour: false });
  for (const event of gateEvents.filter(({ type }) => !type.startsWith('gate-'))) reporter.on(event);
  reporter.on({ type: 'gate-waiting', play: 'directors', checks: ['vip-owner'], until: 4 * 3_600_000 });
  await vi.waitFor(() => expect(shown()).toContain('waits at the gate until 04:00:00 for vip-owner'));
  await reporter.close();
});
