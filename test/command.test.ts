import { expect, test } from 'vitest';
import { mustRun } from '../src/command.ts';
import { printedErrorOf } from './report/printed-error.ts';

const options = { timeoutMs: 10_000, cwd: '/' };

test('what it prints is what comes back', async () => {
  expect(await mustRun('sh', ['-c', 'cat; pwd'], { ...options, input: 'in ' })).toBe('in /\n');
});

test('a program that is not there', async () => {
  expect(await printedErrorOf(() => mustRun('no-such-switch', ['off'], options))).toBe(`\
cannot run no-such-switch: spawn no-such-switch ENOENT
  → See that it is installed, in the PATH, and that you may run it.
`);
});

test.each([
  ['says why', 'echo lb1: no such outlet >&2; exit 3', ':\n  lb1: no such outlet'],
  ['says it on standard output', 'echo lb1: no such outlet; exit 3', ':\n  lb1: no such outlet'],
  ['says nothing', 'exit 3', ''],
])('one that fails and %s', async (_, script, said) => {
  expect(await printedErrorOf(() => mustRun('sh', ['-c', script], options))).toBe(`\
sh -c ${script} failed with status 3${said}
  → Run it by hand in / on this machine to see what it lacks.
`);
});

test('one that does not end', async () => {
  expect(await printedErrorOf(() => mustRun('sleep', ['60'], { ...options, timeoutMs: 20 }))).toBe(`\
sleep 60 was killed after at most 0.02 s
  → Run it by hand in / on this machine to see what it waits for.
`);
});
