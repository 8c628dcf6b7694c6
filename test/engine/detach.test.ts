import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { detach } from '../../src/engine/detach.ts';
import { sh, type Shell } from '../../src/shell/shell.ts';
import { localSession } from './local-session.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const jobs = () => join(folder, 'jobs');

async function run(script: Shell, onOutput?: (text: string) => void) {
  const snippet = { name: 'job', script: detach({ description: 'job', script, detached: true }, jobs()) };
  const [result] = await localSession().run([snippet], { onOutput: (_, __, text) => onOutput?.(text) });
  return result;
}

describe('detach', () => {
  it('gives output and status of the job, and leaves nothing behind when it succeeds', async () => {
    expect(await run(sh`echo one; echo two >&2`)).toEqual({ status: 0, stdout: 'one\ntwo\n', stderr: '' });
    expect(readdirSync(jobs())).toEqual([]);
  });

  it('keeps the log of a job that failed, and starts it anew when it is asked for again', async () => {
    const script = sh`echo run >> ${join(folder, 'runs')}; echo no; exit 7`;
    expect(await run(script)).toMatchObject({ status: 7, stdout: 'no\n' });
    expect(readFileSync(join(jobs(), readdirSync(jobs())[0] ?? '', 'log'), 'utf8')).toBe('no\n');
    await run(script);
    expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('run\nrun\n');
  });

  it('takes up a job that still runs, from the start of its log, without starting it twice', async () => {
    const go = join(folder, 'go');
    const script = sh`echo started; echo run >> ${join(folder, 'runs')}; until [ -e ${go} ]; do sleep 0.05; done; echo ended`;
    const seen = { first: '', second: '' };
    const first = run(script, (text) => (seen.first += text));
    await vi.waitUntil(() => seen.first.includes('started'), 10_000);
    const second = run(script, (text) => (seen.second += text));
    await vi.waitUntil(() => seen.second.includes('started'), 10_000);
    writeFileSync(go, '');
    expect([(await first)?.status, (await second)?.status]).toContain(0);
    expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('run\n');
  });
});
