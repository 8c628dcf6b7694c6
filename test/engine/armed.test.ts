import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { arm, disarm, release } from '../../src/engine/armed.ts';
import { sh } from '../../src/shell/shell.ts';
import { run } from '../resources/local.ts';

let folder: string;
let armed: string;
let restored: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'armed-'));
  armed = join(folder, 'armed');
  restored = join(folder, 'restored');
});
afterEach(() => rmSync(folder, { recursive: true }));

const restore = () => sh`echo once >> ${restored}`;
const restorations = () => (existsSync(restored) ? readFileSync(restored, 'utf8') : '');
const isGone = () => vi.waitFor(() => expect(existsSync(armed)).toBe(false), { timeout: 10_000, interval: 50 });

describe('a host that is armed', () => {
  it('restores itself when its time has come, and nothing of it stays', async () => {
    expect(run(arm(restore(), 1, armed)).status).toBe(0);
    expect(restorations()).toBe('');
    await isGone();
    expect(restorations()).toBe('once\n');
    expect(run(release(armed)).status).toBe(0);
    expect(restorations()).toBe('once\n');
  });

  it('is restored at once when it is told to, and not a second time', async () => {
    run(arm(restore(), 2, armed));
    expect(run(release(armed)).status).toBe(0);
    expect(restorations()).toBe('once\n');
    await isGone();
    // The guard has seen by now that there is nothing left to do.
    await vi.waitFor(() => expect(run(sh`pgrep -f ${armed} > /dev/null`).status).toBe(1), { timeout: 10_000 });
    expect(restorations()).toBe('once\n');
  });

  it('takes no second drill', () => {
    run(arm(restore(), 60, armed));
    const second = run(arm(sh`:`, 60, armed));
    expect(second.status).toBe(1);
    expect(second.stderr).toContain('another drill is at work here');
    run(release(armed));
    expect(restorations()).toBe('once\n');
  });

  it('says why it could not restore itself, and lets the next drill in', async () => {
    run(arm(sh`echo no way back >&2; exit 3`, 1, armed));
    await vi.waitFor(() => expect(existsSync(join(armed, 'status'))).toBe(true), { timeout: 10_000 });
    const told = run(release(armed));
    expect(told.status).toBe(1);
    expect(told.stderr).toContain('no way back');
    expect(run(arm(restore(), 60, armed)).status).toBe(0);
    expect(run(release(armed)).status).toBe(0);
    expect(restorations()).toBe('once\n');
  });

  it('keeps what was changed when it is told to in time', async () => {
    run(arm(restore(), 2, armed));
    expect(run(disarm(armed))).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(existsSync(armed)).toBe(false);
    await vi.waitFor(() => expect(run(sh`pgrep -f ${armed} > /dev/null`).status).toBe(1), { timeout: 10_000 });
    expect(restorations()).toBe('');
    expect(run(disarm(armed)).status).toBe(0);
  });

  it('does not keep it when it is told too late', async () => {
    run(arm(sh`sleep 2; echo once >> ${restored}`, 0, armed));
    await vi.waitFor(() => expect(existsSync(join(armed, 'restoring'))).toBe(true), { timeout: 10_000, interval: 20 });
    expect(run(disarm(armed))).toMatchObject({ status: 1, stderr: expect.stringContaining('too late') as string });
    await isGone();
    expect(restorations()).toBe('once\n');
  });

  it('is ready for another try when it could not restore itself', async () => {
    run(arm(sh`exit 3`, 0, armed));
    await vi.waitFor(() => expect(existsSync(join(armed, 'status'))).toBe(true), { timeout: 10_000 });
    expect(run(disarm(armed)).status).toBe(0);
    expect(existsSync(armed)).toBe(false);
  });
});
