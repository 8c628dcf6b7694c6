import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { wordsOf } from '../../src/engine/lock.ts';
import { identifyRun, type RunIdentity } from '../../src/engine/run-identity.ts';
import { labelOf } from '../../src/engine/run-shells.ts';
import { findLocks } from '../../src/engine/unlock.ts';
import type { Host } from '../../src/inventory/host.ts';
import type { Session } from '../../src/shell/session.ts';
import { printedErrorOf } from '../report/printed-error.ts';
import { localSession, rewritten, withoutSignals } from './local-session.ts';

let state: string;
let run: RunIdentity;
let session: Session;
beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unlock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  state = join(folder, 'state');
  run = await identifyRun('site.ts');
  mkdirSync(state);
  symlinkSync(wordsOf(run), join(state, 'lock'));
  session = rewritten(localSession(), ['/var/lib/lvsdeploy', state]);
});

const find = () => findLocks([{ name: 'local', access: {} } as Host], () => Promise.resolve(session));
const unlock = async () => (await find()).remove();

async function workOfTheRun() {
  const shell = spawn('sh', ['-s', labelOf(run)], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(shell, 'close');
  onTestFinished(async () => {
    shell.stdin.end();
    await closed;
  });
  shell.stdin.write('echo at work\n');
  await once(shell.stdout, 'data');
  return { pid: String(shell.pid), closed };
}

describe('a lock', () => {
  it('is found and removed, after what its run has at work was ended', async () => {
    const { closed } = await workOfTheRun();
    expect((await find()).hosts).toMatchObject([{ host: 'local', lock: { holder: run } }]);
    session = rewritten(session, ['gone 30', 'gone 0']);
    await unlock();
    await closed;
    expect(readdirSync(state)).toEqual([]);
  });

  it('stays while processes of its run outlive SIGKILL, which are named', async () => {
    const { pid } = await workOfTheRun();
    session = withoutSignals(session);
    expect(await printedErrorOf(unlock)).toBe(`\
local: the lock could not be removed: processes of its run do not end:
  ${pid} ${process.pid} ${pid}
  → SIGKILL did not end these processes (pid, parent, group). See there as root what they wait for (ps -o pid,user,stat,wchan:30,args -p ${pid}), end them or reboot the host, and try again.
`);
    expect(readdirSync(state)).toEqual(['lock']);
  });

  it('stays where it cannot be removed, with the reason', async () => {
    session = rewritten(session, ['rm -f', 'no() { echo "rm: Read-only file system" >&2; return 1; }; no']);
    expect(await printedErrorOf(unlock)).toBe(`\
local: the lock could not be removed: rm: Read-only file system
  → See that /var/lib/lvsdeploy can be written there, and try again.
`);
    expect(readdirSync(state)).toEqual(['lock']);
  });
});
