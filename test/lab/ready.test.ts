import { expect, test } from 'vitest';
import { awaitReady } from '../../src/lab/ready.ts';
import type { GuestStatus } from '../../src/lab/supervisor/control.ts';
import { topologies } from '../../src/lab/topology.ts';
import { printedErrorOf } from '../report/printed-error.ts';
import { fakePrograms, makeRun, supervise } from './fake-machine.ts';

const [lb1] = topologies.pair.hosts;
const options = { timeoutMs: 10_000, say: () => undefined };

test.each<readonly [Partial<GuestStatus>, string, (console: string) => string]>([
  [{ isCut: true }, 'is cut off the segment', () => 'Put its cable back: lvsdeploy lab heal lb1 --name two'],
  [
    { state: 'off' },
    'has gone off',
    (console) => `Its console may say why: ${console}; switch it on again: lvsdeploy lab start lb1 --name two`,
  ],
  [
    { state: 'crashed' },
    'has crashed: its kernel does not boot, or ended',
    (console) =>
      `See its console: ${console}; try once more: lvsdeploy lab start lb1 --name two; else take the lab down and up again.`,
  ],
])('a host that is %o is not waited for', async (guest, message, hint) => {
  const { run } = await makeRun('two');
  await supervise(run, guest);
  const printed = await printedErrorOf(() => awaitReady(run, [lb1], options));
  expect(printed).toBe(`lb1 ${message}\n  → ${hint(`${run}/guests/lb1/console.log`)}\n`);
});

test.each<readonly [string, Partial<GuestStatus>, string, string]>([
  ['that still boots', { state: 'booting' }, 'true', 'it is booting'],
  ['that does not reboot', { boots: 0 }, 'true', 'it has not rebooted'],
  [
    'that lets nobody in',
    {},
    'echo "root@lb1: Permission denied (publickey)." >&2; exit 255',
    'root@lb1: Permission denied (publickey).',
  ],
  ['whose boot does not end', {}, 'true', 'its boot does not end'],
  ['that still starts services', {}, 'echo starting; exit 1', 'systemd says starting'],
])('a host %s is given up in time', async (_, guest, ssh, reason) => {
  const { run } = await makeRun('two');
  await fakePrograms({ ssh });
  await supervise(run, guest);
  expect(await printedErrorOf(() => awaitReady(run, [lb1], { ...options, timeoutMs: 1 }))).toBe(`\
lb1 was not ready in time: ${reason}
  → Its console tells how far it came: ${run}/guests/lb1/console.log; on a slow machine it may come up yet: lvsdeploy lab status --name two
`);
});

test.each(['running', 'degraded'])('a host whose boot ended %s is ready', async (state) => {
  const { run } = await makeRun();
  await fakePrograms({ ssh: `echo ${state}; exit 1` });
  await supervise(run, {});
  const said: string[] = [];
  await awaitReady(run, [lb1], { ...options, say: (line) => said.push(line.replace(/[\d.]+ s$/, 'T s')) });
  expect(said).toEqual(['waiting for ssh to lb1', '  lb1 is up after T s']);
});
