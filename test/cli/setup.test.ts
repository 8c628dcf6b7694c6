import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadInventory } from '../../src/inventory/load.ts';
import { setUpFrom } from '../../src/cli/setup/from-answers.ts';
import { draftOf, generateSecret, keepDraft, takeDraft, writeInventoryFiles } from '../../src/cli/setup/files.ts';
import type { Context } from '../../src/cli/context.ts';
import { writeAnswers } from '../../src/wizard/answers-file.ts';
import { documentHosts, fakeOutside } from '../wizard/fake-hosts.ts';
import { pair } from '../wizard/rows.ts';
import { runWith } from './console.ts';

let folder: string;
let inventory: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-setup-'));
  inventory = join(folder, 'inventory.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('lvsdeploy setup without a person', () => {
  it('refuses to ask where nobody is, and says what to do instead', async () => {
    const { code, stderr } = await runWith({}, ['setup', '-i', inventory]);
    expect(code).toBe(64);
    expect(stderr).toContain('nobody is at a terminal');
    expect(stderr).toContain('--answers FILE');
  });

  it('asks nothing where its inventory could not be written', async () => {
    const nowhere = join(folder, 'none', 'inventory.yaml');
    const { code, stderr } = await runWith({}, ['setup', '-i', nowhere], true);
    expect(code).toBe(64);
    expect(stderr).toContain(`there is no folder ${join(folder, 'none')}\n  → Make it,`);
  });

  it('prints a file of answers to fill in', async () => {
    const { code, stdout } = await runWith({}, ['setup', '--print-answers']);
    expect(code).toBe(0);
    expect(stdout).toContain('# vip: 192.168.1.229');
  });

  it('writes an inventory and its secret from a full file, without a look at any host', async () => {
    const answers = file('a.yaml', writeAnswers(pair));
    const { code, stdout, stderr } = await runWith({}, ['setup', '--answers', answers, '-i', inventory]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Wrote ${inventory}.`);
    const secret = join(folder, 'vrrp-web.secret');
    expect(readFileSync(secret, 'utf8')).toMatch(/^[A-Za-z\d]{8}\n$/);
    expect(modeOf(secret)).toBe('600');
    expect((await loadInventory(inventory)).warnings).toEqual([]);
  });

  it('asks the hosts for what was left out', async () => {
    const answers =
      'user: root\ndirectors: { lb1: 192.168.1.252, lb2: 192.168.1.230 }\nrealServers: { web1: 192.168.1.220, web2: 192.168.1.231 }\n';
    const said: string[] = [];
    const stream = { write: (text: string) => said.push(text), isTTY: false };
    const io = { stdout: stream, stderr: stream, exit: () => undefined };
    const outside = fakeOutside({
      hosts: documentHosts,
      taken: ['192.168.1.229'],
      heard: 'ens3 192.168.1.10 2133640101010000\n',
    });
    await setUpFrom(answers, { inventory, answers: 'a.yaml' }, { io } as unknown as Context, outside);
    const [cluster] = (await loadInventory(inventory)).clusters;
    expect(cluster).toMatchObject({
      segment: '192.168.1.0/24',
      vips: [{ address: '192.168.1.228' }],
      vrrp: { virtualRouterId: 52 },
    });
    expect(said.join('')).toContain('vip: 192.168.1.228\n');
  });

  it('says that sudo refused the password of a file', async () => {
    const answers = `user: ops
sudoPassword: { file: ${file('sudo', 'wrong')} }
directors: { lb1: 192.168.1.252, lb2: 192.168.1.230 }
realServers: { web1: 192.168.1.220 }
`;
    const said: string[] = [];
    const stream = { write: (text: string) => said.push(text), isTTY: false };
    const io = { stdout: stream, stderr: stream, exit: () => undefined };
    const { lb1 = { addresses: [] }, ...others } = documentHosts;
    const hosts = { ...others, lb1: { ...lb1, sudoPassword: 'right', user: '1000' } };
    await setUpFrom(answers, { inventory, answers: 'a.yaml' }, { io } as unknown as Context, fakeOutside({ hosts }));
    expect(said.join('')).toContain('warning: lb1 gives no rights of root: sudo refused the password; mend that');
    expect(said.join('')).not.toContain('say that it asks for one');
  });

  it('runs and verifies with --yes, and stops where the run fails', async () => {
    const done: string[] = [];
    const fail = (what: string) => () => {
      done.push(what);
      return Promise.reject(new Error(`${what} was asked for`));
    };
    const answers = file('a.yaml', writeAnswers(pair));
    const { code } = await runWith({ plan: fail('plan'), verify: fail('verify') }, [
      'setup',
      '--answers',
      answers,
      '-i',
      inventory,
      '--yes',
    ]);
    expect([code, done]).toEqual([1, ['plan']]);
  });

  it.each([
    ['names the place of a wrong answer', 'vip: 192.168.1.300\n', /a\.yaml:1:1: directors: missing/],
    ['suggests a question', 'vipp: 192.168.1.229\n', /a\.yaml:1:1: unknown question vipp \(did you mean vip/],
  ])('%s', async (_, text, message) => {
    const { code, stderr } = await runWith({}, ['setup', '--answers', file('a.yaml', text), '-i', inventory]);
    expect(code).toBe(64);
    expect(stderr).toMatch(message);
    expect(existsSync(inventory)).toBe(false);
  });

  it('writes over nothing', async () => {
    writeFileSync(inventory, 'mine\n');
    const { code, stderr } = await runWith({}, [
      'setup',
      '--answers',
      file('a.yaml', writeAnswers(pair)),
      '-i',
      inventory,
    ]);
    expect(code).toBe(64);
    expect(stderr).toContain('is there already');
    expect(readFileSync(inventory, 'utf8')).toBe('mine\n');
  });
});

describe('the files of setup', () => {
  it('are an inventory or nothing: one that came meanwhile stays, and no secret is left behind', () => {
    writeFileSync(inventory, 'mine\n');
    expect(() => writeInventoryFiles(inventory, pair, false)).toThrow(/cannot write/);
    expect(readFileSync(inventory, 'utf8')).toBe('mine\n');
    expect(existsSync(join(folder, 'vrrp-web.secret'))).toBe(false);
  });

  it('keep a secret that is there: the directors have it', () => {
    file('vrrp-web.secret', 'already1\n');
    expect(writeInventoryFiles(inventory, pair, false).isSecretNew).toBe(false);
    expect(readFileSync(join(folder, 'vrrp-web.secret'), 'utf8')).toBe('already1\n');
  });

  it('are written over when that was agreed to', () => {
    writeFileSync(inventory, 'mine\n');
    writeInventoryFiles(inventory, pair, true);
    expect(readFileSync(inventory, 'utf8')).toContain('192.168.1.229');
  });

  it('keep a draft for nobody else, which is taken up as it was', () => {
    expect(takeDraft(inventory)).toBeNull();
    keepDraft(inventory, pair);
    expect(modeOf(draftOf(inventory))).toBe('600');
    expect(takeDraft(inventory)).toEqual(pair);
  });

  it('make another secret each time', () => {
    const secrets = new Set(Array.from({ length: 100 }, generateSecret));
    expect(secrets.size).toBe(100);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z\d]{8}$/);
  });
});
