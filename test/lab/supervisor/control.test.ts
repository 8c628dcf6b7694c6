import { expect, onTestFinished, test } from 'vitest';
import { askSupervisor, serveControl, type GuestStatus } from '../../../src/lab/supervisor/control.ts';
import { printedErrorOf } from '../../report/printed-error.ts';
import { makeRun } from '../fake-machine.ts';

const guests: GuestStatus[] = [{ host: 'lb1', state: 'running', isCut: false, boots: 1 }];

test('a request is obeyed and answered', async () => {
  const { run } = await makeRun();
  const server = await serveControl(run, (request) => {
    expect(request).toEqual({ verb: 'kill', host: 'lb1' });
    return Promise.resolve(guests);
  });
  onTestFinished(() => void server.close());
  await expect(askSupervisor(run, { verb: 'kill', host: 'lb1' })).resolves.toEqual(guests);
});

test('a refusal is an error with its reason', async () => {
  const { run } = await makeRun();
  const server = await serveControl(run, () => Promise.reject(new Error('the lab has no host lb9')));
  onTestFinished(() => void server.close());
  expect(await printedErrorOf(() => askSupervisor(run, { verb: 'start', host: 'lb9' }))).toBe(`\
the lab has no host lb9
  → The log of the lab's supervisor: ${run}/supervisor.log
`);
});

const silent = () => new Promise<never>(() => undefined);

test.each([
  ['is not there', undefined, (run: string) => `connect ENOENT ${run}/control`],
  ['says nothing', silent, () => 'nothing came within 0.1 s'],
])('a supervisor that %s is an error in time, with its log and what ends it', async (_, obey, reason) => {
  const { run } = await makeRun('two');
  if (obey !== undefined) {
    const server = await serveControl(run, obey);
    onTestFinished(() => void server.close());
  }
  expect(await printedErrorOf(() => askSupervisor(run, { verb: 'status' }, 100))).toBe(`\
the lab's supervisor did not answer: ${reason(run)}
  → Its log: ${run}/supervisor.log; this ends it, also when it hangs: lvsdeploy lab down --name two
`);
});
