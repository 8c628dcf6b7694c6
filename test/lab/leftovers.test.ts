import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { phaseOf, removeLeftovers } from '../../src/lab/leftovers.ts';
import { identify } from '../../src/process.ts';
import { writeState, type LabState } from '../../src/lab/spec.ts';
import { umlFolderArgument } from '../../src/lab/supervisor/guest.ts';
import { printedErrorOf } from '../report/printed-error.ts';
import { fakePrograms, makeRun, processWith } from './fake-machine.ts';

const cases: [string, 'starting' | 'running', boolean, string][] = [
  ['an up at work', 'starting', true, 'starting'],
  ['a supervisor', 'running', true, 'live'],
  ['an up that died', 'starting', false, 'crashed'],
  ['a supervisor that died', 'running', false, 'crashed'],
];

test.each(cases)('a run folder kept by %s', async (_, phase, isAlive, expected) => {
  const run = await mkdtemp(join(tmpdir(), 'lab-'));
  onTestFinished(() => rm(run, { recursive: true }));
  const self = await identify(process.pid);
  if (self === undefined) throw new Error('no /proc');
  const state: LabState = { keeper: isAlive ? self : { ...self, startTime: '1' }, phase, guests: {} };
  await writeState(run, state);
  expect(await phaseOf(run)).toBe(expected);
});

test('no run folder, no lab', async () => {
  expect(await phaseOf('/nonexistent/lab')).toBe('none');
});

test('processes that outlive SIGKILL are named, and what they belong to stays', async () => {
  const { run } = await makeRun('two');
  const pid = await processWith(umlFolderArgument(run));
  const [keeper, guest] = [await identify(process.pid), await identify(pid)];
  if (keeper === undefined || guest === undefined) throw new Error('no /proc');
  await writeState(run, { keeper, phase: 'running', guests: { lb1: guest } });
  await fakePrograms({ ip: 'true' });
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  // As of one that waits in the kernel: the signal is sent, and time goes by.
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    vi.setSystemTime(Date.now() + 6_000);
    return true;
  });
  onTestFinished(() => kill.mockRestore());
  expect(await printedErrorOf(() => removeLeftovers('two', run))).toBe(`\
processes of the lab two do not end: ${pid}
  → SIGKILL did not end them. See what they wait for (ps -o pid,stat,wchan:30,args -p ${pid}), end them or reboot the machine, then: lvsdeploy lab down --name two
`);
  expect(kill).toHaveBeenCalledWith(-pid, 'SIGKILL');
  expect(await phaseOf(run)).toBe('live');
});

test("another user's lab of the same name is left alone", async () => {
  const { run } = await makeRun('two');
  const pid = await processWith('uml_dir=/home/alice/.local/state/lvsdeploy/labs/two/uml');
  await fakePrograms({ ip: `case $2 in list) echo lvslab-two ;; pids) echo ${pid} ;; *) exit 1 ;; esac` });
  expect(await printedErrorOf(() => removeLeftovers('two', run))).toBe(`\
a lab two of another run folder is up (process ${pid})
  → Give this one another --name, or take that one down as the user who brought it up (ps -o user,args -p ${pid}).
`);
  expect(await identify(pid)).toBeDefined();
});
