import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connections } from '../../src/engine/connections.ts';
import { LockHeld } from '../../src/engine/errors.ts';
import { holdHosts } from '../../src/engine/hold-hosts.ts';
import { takeOverLock, parseLock, wordsOf } from '../../src/engine/lock.ts';
import { identifyRun, type RunIdentity } from '../../src/engine/run-identity.ts';
import { labelOf } from '../../src/engine/run-shells.ts';
import type { Host } from '../../src/inventory/host.ts';
import type { Session } from '../../src/shell/session.ts';
import { sh } from '../../src/shell/shell.ts';
import { printedErrorOf } from '../report/printed-error.ts';
import { localSession, withoutSignals } from './local-session.ts';

let folder: string;
let session: Session;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
  session = localSession();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const host = { name: 'local' } as Host;
const state = () => join(folder, 'state');
const path = () => join(state(), 'lock');
const reading = [{ name: 'read', script: sh`echo read` }];

function hold(run: RunIdentity, onNote: (note: string) => unknown = () => undefined) {
  const notes: string[] = [];
  const connections: Connections = {
    to: () => Promise.resolve(session),
    again: () => Promise.resolve(),
    close: () => undefined,
  };
  const held = holdHosts({
    connections,
    run,
    onNote: (name, note) => {
      notes.push(`${name}: ${note}`);
      onNote(note);
    },
    folder: state(),
  });
  return { held, notes, read: async () => (await held.to(host)).run(reading) };
}

/** A run of another process that is like this one's, but for what is given. */
/** A machine need not have an id; this one has. */
async function thisRun(what = 'site.ts'): Promise<RunIdentity> {
  const run = await identifyRun(what);
  return { ...run, process: run.process && { ...run.process, machine: 'this machine' } };
}

async function otherRun(
  change: (mine: NonNullable<RunIdentity['process']>) => Partial<RunIdentity['process'] & object>,
) {
  const run = await thisRun('other.ts');
  if (run.process === null) throw new Error('no /proc');
  return { ...run, who: 'alice@ops', process: { ...run.process, ...change(run.process) } };
}

const lockedBy = (run: RunIdentity) => {
  rmSync(state(), { recursive: true, force: true });
  rmSync(path(), { force: true });
  return session.run([{ name: 'x', script: sh`mkdir ${state()}; ln -s ${wordsOf(run)} ${path()}` }]);
};

describe('holding a host', () => {
  it('takes the lock with the first batch, once, and gives it back', async () => {
    const run = await thisRun();
    const { held, notes, read } = hold(run);
    expect(await read()).toEqual([{ status: 0, stdout: 'read\n', stderr: '' }]);
    expect(session.roundTrips).toBe(1);
    expect(JSON.parse(readlinkSync(path()))).toEqual(run);
    expect(await read()).toHaveLength(1);
    expect(session.roundTrips).toBe(2);
    await held.release();
    expect(readdirSync(state())).toEqual([]);
    expect(notes).toEqual([]);
  });

  it('passes output and ends of the snippets on under their own index', async () => {
    const { held } = hold(await thisRun());
    const seen: string[] = [];
    await (
      await held.to(host)
    ).run(reading, {
      onOutput: (index, _stream, text) => seen.push(`${index} ${text.trim()}`),
      onDone: (index, { status }) => seen.push(`${index} ended ${String(status)}`),
    });
    expect(seen.filter((line) => line !== '0 ')).toEqual(['0 read', '0 ended 0']);
  });

  it('is refused while another process of this machine holds it, and says who, since when and what to do', async () => {
    const other = await otherRun(() => ({}));
    await lockedBy(other);
    const { held, read } = hold(await thisRun());
    await expect(read()).rejects.toThrow(LockHeld);
    await expect(read()).rejects.toMatchObject({
      message: `another run has the host: alice@ops since ${other.since}, running other.ts (run ${other.id}, process ${process.pid})`,
      hint: expect.stringContaining('lvsdeploy unlock local') as string,
    });
    await held.release();
    expect(readlinkSync(path())).toBe(wordsOf(other));
  });

  it.each([
    ['its process is gone', () => ({ pid: 2 ** 22 + 1 })],
    ['its process id is another process now', () => ({ startTime: '1' })],
    ['this machine was rebooted since', () => ({ bootId: 'an earlier boot' })],
  ])('takes a lock over when %s', async (_, change) => {
    await lockedBy(await otherRun(change));
    const run = await thisRun();
    const { held, notes, read } = hold(run);
    expect(await read()).toHaveLength(1);
    expect(readlinkSync(path())).toBe(wordsOf(run));
    expect(notes).toEqual([expect.stringMatching(/^local: took over the lock of a run that is gone: alice@ops since/)]);
    await held.release();
    expect(readdirSync(state())).toEqual([]);
  });

  it('reads again what was read while the run that is gone was still at work', async () => {
    const gone = await otherRun(() => ({ pid: 2 ** 22 + 1 }));
    await lockedBy(gone);
    const [value, go] = [join(folder, 'value'), join(folder, 'go')];
    const shell = spawn('sh', ['-s', labelOf(gone)], { stdio: ['pipe', 'pipe', 'inherit'] });
    shell.stdin.end(`trap : USR1; ( echo at work; until [ -e ${go} ]; do sleep 0.05; done; echo new > ${value} )\n`);
    await once(shell.stdout, 'data');
    writeFileSync(value, 'old\n');
    const { held, notes } = hold(
      await thisRun(),
      (note) => note.includes('still in its last step') && writeFileSync(go, ''),
    );
    const results = await (await held.to(host)).run([{ name: 'read', script: sh`cat ${value}` }]);
    expect(results).toMatchObject([{ stdout: 'new\n' }]);
    expect(notes).toEqual([
      `local: a run that is gone (${gone.id}) is still in its last step`,
      expect.stringMatching(
        /^local: took over .* gone; its last step was still running, and has ended: alice@ops since/,
      ),
    ]);
  });

  it('is refused while processes of a run that is gone outlive SIGKILL, and says which', async () => {
    const gone = await otherRun(() => ({ pid: 2 ** 22 + 1 }));
    await lockedBy(gone);
    const shell = spawn('sh', ['-s', labelOf(gone)], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
    shell.stdin.write('echo at work\n');
    await once(shell.stdout, 'data');
    session = withoutSignals(session);
    const printed = await printedErrorOf(hold(await thisRun()).read);
    shell.stdin.end();
    await once(shell, 'close');
    const pid = String(shell.pid);
    expect(printed).toBe(`\
local: a run is gone, but its last step does not end on the host: alice@ops since ${gone.since}, running other.ts (run ${gone.id}, process 4194305)
  ${pid} ${process.pid} ${pid}
  → Nothing was changed here. SIGKILL did not end these processes (pid, parent, group). See there as root what they wait for (ps -o pid,user,stat,wchan:30,args -p ${pid}), end them or reboot the host, and try again.
`);
    expect(readlinkSync(path())).toBe(wordsOf(gone));
  });

  it.each([
    ['another machine', () => ({ bootId: 'other', machine: 'other', pid: 2 ** 22 + 1 })],
    ['a machine without an id', () => ({ bootId: 'other', machine: '' })],
    ['another container', () => ({ namespace: 'pid:[1]', pid: 2 ** 22 + 1 })],
  ])('leaves a lock of %s alone', async (_, change) => {
    await lockedBy(await otherRun(change));
    await expect(hold(await thisRun()).read()).rejects.toThrow(LockHeld);
  });

  it('leaves a lock with other words alone', async () => {
    await lockedBy(await thisRun());
    rmSync(path());
    symlinkSync('by hand', path());
    await expect(hold(await thisRun()).read()).rejects.toThrow(/left no name: by hand/);
  });

  it.each([
    ['nobody', () => Promise.resolve([])],
    ['a run that is gone', async () => lockedBy(await otherRun(() => ({ pid: 2 ** 22 + 1 })))],
  ])('clears away, where %s has the lock, what ended jobs have left, but nothing of one that runs', async (_, lock) => {
    await lock();
    const job = sh`mkdir -p ${state()}/jobs/ended ${state()}/jobs/runs; : > ${state()}/jobs/ended/log
printf '%s %s\n' ${process.pid} "$(sed 's/.*) //' ${`/proc/${process.pid}/stat`} | cut -d ' ' -f 20)" > ${state()}/jobs/runs/pid`;
    await session.run([{ name: 'x', script: job }]);
    await hold(await thisRun()).read();
    expect(readdirSync(join(state(), 'jobs'))).toEqual(['runs']);
  });

  it('refuses a host that cannot be locked', async () => {
    await session.run([{ name: 'x', script: sh`: > ${state()}` }]);
    await expect(hold(await thisRun()).read()).rejects.toThrow(/cannot be locked: .*state/);
  });
});

describe('taking over', () => {
  it('leaves the lock to whoever was quicker', async () => {
    const [gone, quicker, mine] = [await identifyRun('gone'), await identifyRun('quicker'), await identifyRun('mine')];
    await lockedBy(quicker);
    const script = takeOverLock(mine, { text: wordsOf(gone), holder: gone }, state());
    const [result] = await session.run([{ name: 'x', script }]);
    expect(parseLock(result?.stdout ?? '')?.holder).toEqual(quicker);
    expect(lstatSync(path()).isSymbolicLink()).toBe(true);
    expect(readdirSync(state())).toEqual(['lock']);
  });

  it('gives the lock to one of many', async () => {
    const gone = await identifyRun('gone');
    await lockedBy(gone);
    const runs = await Promise.all(Array.from({ length: 8 }, (_, index) => identifyRun(String(index))));
    const results = await Promise.all(
      runs.map((run) =>
        session.run([{ name: 'x', script: takeOverLock(run, { text: wordsOf(gone), holder: gone }, state()) }]),
      ),
    );
    expect(results.filter(([result]) => result?.stdout === '')).toHaveLength(1);
  });
});
