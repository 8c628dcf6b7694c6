import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { askSupervisor, serveControl, type GuestStatus } from '../../../src/lab/supervisor/control.ts';

const guests: GuestStatus[] = [{ host: 'lb1', state: 'running', isCut: false, boots: 1 }];

async function makeRun(): Promise<string> {
  const run = await mkdtemp(join(tmpdir(), 'lab-'));
  onTestFinished(() => rm(run, { recursive: true }));
  return run;
}

test('a request is obeyed and answered', async () => {
  const run = await makeRun();
  const server = await serveControl(run, (request) => {
    expect(request).toEqual({ verb: 'kill', host: 'lb1' });
    return Promise.resolve(guests);
  });
  onTestFinished(() => void server.close());
  await expect(askSupervisor(run, { verb: 'kill', host: 'lb1' })).resolves.toEqual(guests);
});

test('a refusal is an error with its reason', async () => {
  const run = await makeRun();
  const server = await serveControl(run, () => Promise.reject(new Error('the lab has no host lb9')));
  onTestFinished(() => void server.close());
  await expect(askSupervisor(run, { verb: 'start', host: 'lb9' })).rejects.toThrow('the lab has no host lb9');
});

test('a supervisor that is not there, or says nothing, is an error in time', async () => {
  const run = await makeRun();
  await expect(askSupervisor(run, { verb: 'status' })).rejects.toThrow(/did not answer/);
  const server = await serveControl(run, () => new Promise(() => undefined));
  onTestFinished(() => void server.close());
  await expect(askSupervisor(run, { verb: 'status' }, 100)).rejects.toThrow(/nothing came within 0.1 s/);
});
