import { beforeEach, expect, test, vi } from 'vitest';
import type { RunEvent, RunSummary } from '../../src/engine/event.ts';
import { renderRecap } from '../../src/report/recap.ts';
import { plainReporter } from '../../src/report/run-plain.ts';
import { events, gateEvents, summary, twoPlays } from './run-samples.ts';

beforeEach(() => void vi.stubEnv('TZ', 'UTC'));

function show(happened: readonly RunEvent[], end?: RunSummary, verbosity = 0): string {
  let shown = '';
  const reporter = plainReporter((text) => (shown += text), false, verbosity);
  for (const event of happened) reporter.on(event);
  if (end !== undefined) reporter.end(end);
  return shown;
}

test('a run in plain lines: tasks, hosts, gates, errors and the recap', () => {
  expect(show(events, summary)).toBe(`\
play directors: lb2, lb1, lb3
lb2  took over \\x1b[31m the lock
lb2  no lock \\x1b[31m; trying again until 04:12:30
lb2  keepalived › file:/etc/keepalived/keepalived.conf  changed  0.3 s
lb2  ok  3 changed  1.2 s
gate of directors: waiting until 00:00:00 for vip-has-one-owner
gate of directors: passed  2.1 s
lb1  keepalived › file:/etc/keepalived/keepalived.conf  failed  0.1 s
lb1  failed  1 changed  1 min 01 s
    lb1 › keepalived: "reload" ended with status 1
      → Look at it.
lb3  not run  0 changed  0.0 s

lb2  ok       changed=3  2 round trips  1.2 s
lb1  failed   changed=1  1 round trip   1 min 01 s
lb3  not run  changed=0  2 round trips  0.0 s
3 hosts: 4 changed, 1 failed, 1 not run
`);
});

test('with -v also what each task does, and what the host prints', () => {
  expect(show(events, undefined, 1)).toContain(`\
lb2  took over \\x1b[31m the lock
lb2  keepalived › file:/etc/keepalived/keepalived.conf  write it
lb2  keepalived › file:/etc/keepalived/keepalived.conf  set its \\x1b[31mmode
lb2    | first
lb2    | last \\x1b[31mline
lb2  no lock \\x1b[31m; trying again until 04:12:30
lb2  keepalived › file:/etc/keepalived/keepalived.conf  changed  0.3 s
`);
});

test('with -vv the scripts too', () => {
  expect(show(events, undefined, 2)).toContain(`\
lb2  keepalived › file:/etc/keepalived/keepalived.conf  write it
lb2    $ umask 077
lb2    $ write [secret]
lb2  keepalived › file:/etc/keepalived/keepalived.conf  set its \\x1b[31mmode
lb2    $ chmod 600
lb2    | first
`);
});

test('a line in pieces is one line, and the last one needs no end', () => {
  const task = { play: 'p', host: 'lb2', role: 'r', resource: 'x:y' } as const;
  const say = (stream: 'stdout' | 'stderr', text: string): RunEvent => ({ type: 'task-output', ...task, stream, text });
  const done: RunEvent = { type: 'task-done', ...task, outcome: 'changed', milliseconds: 0 };
  const pieces = [say('stdout', 'Reading… 10%\rReading… '), say('stderr', 'odd'), say('stdout', '20%\r\nend'), done];
  expect(show([...pieces, done], undefined, 1)).toBe(`\
lb2    | Reading… 20%
lb2    | end
lb2    | odd
lb2  r › x:y  changed  0.0 s
lb2  r › x:y  changed  0.0 s
`);
});

test('a gate that does not hold says why', () => {
  expect(show(gateEvents)).toContain(`\
gate of directors: failed
    lb1
      expected  one holder
      found     two holders
`);
});

test('the recap takes the plays of a host together and keeps the worst outcome', () => {
  expect(renderRecap(twoPlays, false)).toBe(`\
web1  unreachable  changed=2  3 round trips  1.2 s
1 host: 2 changed, 1 unreachable
`);
});

test('the recap of a run that changed nothing says so', () => {
  const host = { host: 'web1', changed: 0, outcome: 'ok', milliseconds: 0, roundTrips: 2 } as const;
  expect(renderRecap({ hosts: [host], ok: true }, false)).toBe(`\
web1  ok  changed=0  2 round trips  0.0 s
1 host: 0 changed
`);
});
