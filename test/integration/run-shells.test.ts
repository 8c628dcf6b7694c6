import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { endShells, labelOf } from '../../src/engine/run-shells.ts';
import type { Session } from '../../src/shell/session.ts';
import { sh } from '../../src/shell/shell.ts';
import { openSession } from '../../src/ssh/session.ts';
import { ssh2Transport } from '../../src/ssh/ssh2-transport.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
let lost: Session;
let next: Session;

beforeAll(async () => {
  sshd = await startSshd();
  [lost, next] = (await Promise.all([0, 1].map(() => openSession(ssh2Transport(), sshd.host())))) as [Session, Session];
});
afterAll(async () => {
  lost.close();
  next.close();
  await sshd.stop();
});

const gone = { id: '20261125-120000-abcdef' };
const path = (name: string) => join(sshd.folder, name);

/** Starts a step that lasts until `NAME-go` is there, and one after it, as the run that nobody listens to any more. */
function work(name: string, step = sh``) {
  const ended = lost.run(
    [
      {
        name: 'step',
        script: sh`${step}
: > ${path(`${name}-began`)}; until [ -e ${path(`${name}-go`)} ]; do sleep 0.05; done; : > ${path(`${name}-done`)}`,
      },
      { name: 'next step', script: sh`: > ${path(`${name}-next`)}` },
    ],
    { label: labelOf(gone) },
  );
  ended.catch(() => undefined);
  return { ended, began: () => vi.waitUntil(() => existsSync(path(`${name}-began`)), 10_000) };
}

/** @param onWait called when the shells have been asked to stop. */
async function end(patience: { readonly step: number; readonly signal: number }, onWait?: () => void) {
  let said = '';
  const onOutput = (_: number, __: string, text: string) => {
    said += text;
    if (said.includes(waits(patience.step).trimEnd())) onWait?.();
  };
  const [result] = await next.run([{ name: 'end', script: endShells(gone, patience) }], { onOutput });
  return result;
}

const waits = (seconds: number) =>
  `lvsdeploy-wait: ${seconds} a run that is gone (20261125-120000-abcdef) is still in its last step\n\n`;

test('nothing is said where nothing is left at work', async () => {
  expect(await end({ step: 5, signal: 1 })).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('a step that is at work ends, and no other one starts', async () => {
  const { ended, began } = work('patient');
  await began();
  const ending = end({ step: 20, signal: 1 }, () => writeFileSync(path('patient-go'), ''));
  expect(await ending).toMatchObject({
    status: 0,
    stdout: `${waits(20)}its last step was still running, and has ended\n`,
  });
  await ended.catch(() => undefined);
  expect(existsSync(path('patient-done'))).toBe(true);
  expect(existsSync(path('patient-next'))).toBe(false);
});

test.each([
  ['does not end', 'stuck', sh``],
  ['does not heed a signal', 'deaf', sh`trap '' TERM`],
])('a step that %s is ended, and no other one starts', async (_, name, step) => {
  const { ended, began } = work(name, step);
  await began();
  expect(await end({ step: 1, signal: 1 })).toMatchObject({
    status: 0,
    stdout: `${waits(1)}its last step did not end, and was ended\n`,
  });
  await expect(ended).rejects.toThrow(/shell ended/);
  expect(existsSync(path(`${name}-done`))).toBe(false);
  expect(existsSync(path(`${name}-next`))).toBe(false);
});

test('the shells of other runs are left alone', async () => {
  const { ended, began } = work('other');
  await began();
  await next.run([{ name: 'end', script: endShells({ id: '20261125-120000-abcde' }, { step: 1, signal: 1 }) }]);
  await next.run([{ name: 'go', script: sh`: > ${path('other-go')}` }]);
  expect(await ended).toMatchObject([{ status: 0 }, { status: 0 }]);
});
