import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/cli/context.ts';
import { sshEngine } from '../../src/cli/engine.ts';
import { UsageError } from '../../src/errors.ts';
import { change, parse, web } from '../inventory/parse.ts';
import { runWith } from './console.ts';

const engineOn = (text: string): Pick<Engine, 'lint'> => ({
  lint: (file) => Promise.resolve({ ...parse(text), file }),
});
const doubtful = change(web, 'scheduler: wrr', 'scheduler: rr');
const twoClusters = `${change(web, 'virtualRouterId: 51', 'virtualRouterId: 51\n      syncDaemon: { id: 9 }')}  mail:
    segment: 192.168.0.0/16
    directors: { lb3: { address: 192.168.7.3, priority: 2 }, lb4: { address: 192.168.7.4, priority: 1 } }
    realServers: { mx1: { address: 192.168.7.6 } }
    vips: [{ address: 192.168.7.5 }]
    vrrp: { virtualRouterId: 52, syncDaemon: { id: 9 } }
    virtualServices: [{ vip: 192.168.7.5, port: 25, realServers: { mx1 } }]
`;

describe('the engine', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('reads an inventory for lint without asking for its secrets, and shows the doubts that no rule has', async () => {
    const file = join(folder, 'i.yaml');
    const asking = change(doubtful, 'virtualRouterId: 51', "virtualRouterId: 51\n      auth: { prompt: 'VRRP:' }");
    writeFileSync(file, `${asking}defaults: { ssh: { user: ops }, become: { password: { file: short } } }\n`);
    writeFileSync(join(folder, 'short'), 'abc');
    const shown: string[] = [];
    const person = { warn: (line: string) => shown.push(line), onWait: () => undefined, askSecret: null };
    const { findings } = await sshEngine(person).lint(file);
    expect(findings.map(({ id }) => id)).toContain('weights-unread');
    expect(shown).toEqual([expect.stringContaining('defaults.become.password: found a secret of 3 characters')]);
  });

  test.each([
    ['runs no program of an inventory', '{ command: [touch, ran] }', []],
    ['needs no variable', '{ env: LVSDEPLOY_NOT_THERE }', []],
    ['asks for nothing', "{ prompt: 'Sudo:' }", []],
    [
      'doubts a file that is not there',
      '{ file: gone }',
      [/:\d+: defaults.become.password: cannot read the secret from/],
    ],
  ])('%s', async (_, password, doubts) => {
    const file = join(folder, 'i.yaml');
    writeFileSync(file, `${doubtful}defaults: { ssh: { user: ops }, become: { password: ${password} } }\n`);
    const shown: string[] = [];
    const person = { warn: (line: string) => shown.push(line), onWait: () => undefined, askSecret: null };
    const engine = sshEngine(person);
    expect((await engine.lint(file)).findings.map(({ id }) => id)).toContain('weights-unread');
    expect(await engine.selectHosts(file, 'directors')).toHaveLength(2);
    await engine.readInventory(file);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
    const said = shown.filter((line) => line.includes('password'));
    expect(said).toHaveLength(2 * doubts.length);
    doubts.forEach((doubt) => expect(said[0]).toMatch(doubt));
  });

  test('reads the secret that can be read, so that the password of the tutorials is found', async () => {
    const file = join(folder, 'i.yaml');
    writeFileSync(file, change(web, 'virtualRouterId: 51', 'virtualRouterId: 51\n      auth: { file: auth }'));
    writeFileSync(join(folder, 'auth'), '1111\n');
    const engine = sshEngine({ warn: () => undefined, onWait: () => undefined, askSecret: null });
    expect((await engine.lint(file)).findings.map(({ id }) => id)).toContain('auth-as-printed');
  });
});

describe('lint', () => {
  test('is silent about a sound inventory', async () => {
    expect(await runWith(engineOn(web), ['lint'])).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('says where, how bad, which rule, what, and what to do', async () => {
    expect(await runWith(engineOn(doubtful), ['lint', '-i', 'i.yaml'])).toMatchObject({
      code: 0,
      stdout:
        'i.yaml:17:20: warning weights-unread: clusters.web.virtualServices[0].scheduler: rr does not look at weights, and they differ here; wrr does\n' +
        '  → Take the scheduler that weighs (wrr for rr, wlc for lc), or give all servers one weight.\n',
    });
  });

  test.each([[['i.yaml']], [['-i', 'i.yaml']]])('takes the inventory by %j', async (words) => {
    const asked: string[] = [];
    const engine = {
      lint: (file: string) => {
        asked.push(file);
        return Promise.resolve({ ...parse(web), file });
      },
    };
    await runWith(engine, ['lint', ...words]);
    expect(asked).toEqual(['i.yaml']);
  });

  test('shows notes when it is asked for them', async () => {
    const { stdout, code } = await runWith(engineOn(web), ['lint', '--notes']);
    expect(stdout).toMatch(/^inventory.yaml:12:5: note no-sync-daemon: clusters.web.vrrp.syncDaemon: missing/m);
    expect(code).toBe(0);
  });

  test('ends with 4 when something is an error', async () => {
    const { stdout, code } = await runWith(engineOn(twoClusters), ['lint']);
    expect(stdout).toMatch(
      /^inventory.yaml:\d+:\d+: error sync-id-shared: clusters.mail.vrrp.syncDaemon: has the id 9/m,
    );
    expect(code).toBe(4);
  });

  test.each([
    ['with 0 for warnings', doubtful, [], 0],
    ['with 4 for warnings when it is strict', doubtful, ['--strict'], 4],
    ['with 0 for notes, however strict', web, ['--strict', '--notes'], 0],
  ])('ends %s', async (_, text, options, code) => {
    expect((await runWith(engineOn(text), ['lint', ...options])).code).toBe(code);
  });

  test('gives a program data', async () => {
    const { stdout } = await runWith(engineOn(doubtful), ['lint', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      file: 'inventory.yaml',
      findings: [
        {
          id: 'weights-unread',
          severity: 'warning',
          cluster: 'web',
          line: 17,
          column: 20,
          path: 'clusters.web.virtualServices[0].scheduler',
          message: 'rr does not look at weights, and they differ here; wrr does',
          title: 'weights that differ, with a scheduler that does not look at them',
          reason: 'rr, lc and dh know no weight but 0, so that the servers get equal shares.',
          source: 'net/netfilter/ipvs/ip_vs_{rr,lc,dh}.c of Linux; ipvsadm(8), --scheduler',
          fix: 'Take the scheduler that weighs (wrr for rr, wlc for lc), or give all servers one weight.',
        },
      ],
      total: { error: 0, warning: 1, note: 0 },
    });
  });

  test('ends with 64 when the inventory is refused', async () => {
    const lint = () => Promise.reject(new UsageError('no such scheduler', { place: 'i.yaml:1:1' }));
    expect(await runWith({ lint }, ['lint'])).toMatchObject({ code: 64, stderr: 'i.yaml:1:1: no such scheduler\n' });
  });

  test('explains a rule without an inventory', async () => {
    expect((await runWith({}, ['lint', '--explain', 'vip-unused'])).stdout).toBe(
      'vip-unused (warning): a VIP of no virtual service\n' +
        '  The directors hold it and answer for it themselves: clients reach the director, not a real server.\n' +
        '  Source: keepalived.conf(5), virtual_ipaddress\n' +
        '  → Serve something there, or leave out the VIP.\n',
    );
    const { stdout } = await runWith({}, ['lint', '--explain', 'vip-unused', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ id: 'vip-unused', severity: 'warning' });
    expect(await runWith({}, ['lint', '--explain', 'vip-unusd'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('there is no rule vip-unusd (did you mean vip-unused?)') as string,
    });
  });
});
