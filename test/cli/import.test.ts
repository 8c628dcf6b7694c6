import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runWith } from './console.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'import-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const text = `vrrp_instance VI_1 {
  state backup
  interface eth0
  virtual_router_id 51
  priority 100
  virtual_ipaddress {
    10.0.0.1
  }
}
include conf.d/*.conf
`;
const service =
  'virtual_server 10.0.0.1 80 {\n  lb_kind DR\n  real_server 10.0.0.11 80 {\n    bad\u001b[31m 1\n    TCP_CHECK {\n    }\n  }\n}\n';

function put(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function putConfig(): string {
  mkdirSync(join(folder, 'conf.d'));
  put('conf.d/web.conf', service);
  return put('keepalived.conf', text);
}

describe('import', () => {
  test('writes the inventory to standard output, and what is not in it to standard error', async () => {
    const ended = await runWith({}, ['import', putConfig(), '--director', 'lb1=10.0.0.2', '--cluster', 'web']);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('  web:\n');
    expect(ended.stdout).toContain('lb1: { address: 10.0.0.2, priority: 100 }');
    expect(ended.stdout).toContain('rs1: { address: 10.0.0.11 }');
    expect(ended.stderr).toContain('keepalived.conf:2:3: erratum word-case: state backup: ');
    expect(ended.stderr).toContain('conf.d/web.conf:4:5: erratum unknown-word: bad\\x1b[31m 1: ');
    expect(ended.stderr).toMatch(/2 errata, 0 carried differently, 0 not carried over, 1 to fill in\n$/);
  });

  test('writes a file, and never over one that is there', async () => {
    const config = putConfig();
    const out = join(folder, 'inventory.yaml');
    const ended = await runWith({}, ['import', config, '--out', out]);
    expect(ended).toMatchObject({ code: 0, stdout: '' });
    expect(ended.stderr).toMatch(new RegExp(`\nnext: lvsdeploy lint -i ${out}\n$`));
    expect(readFileSync(out, 'utf8')).toContain('virtualServices:');
    writeFileSync(out, 'mine');
    const again = await runWith({}, ['import', config, '--out', out]);
    expect(again.code).toBe(64);
    expect(again.stderr).toContain('is there already');
    expect(readFileSync(out, 'utf8')).toBe('mine');
  });

  test('ends with another status for what is lost or not carried over, if that is wanted', async () => {
    const config = putConfig();
    expect(await runWith({}, ['import', config, '--strict'])).toMatchObject({ code: 0 });
    const partial = put('partial.conf', text.replace('priority 100', 'priority 100\ntrack_interface {\neth0\n}'));
    expect(await runWith({}, ['import', partial])).toMatchObject({ code: 0 });
    const ended = await runWith({}, ['import', partial, '--strict']);
    expect(ended.code).toBe(4);
    expect(ended.stdout).toContain('virtualServices:');
  });

  test('says that a file was given twice', async () => {
    const config = putConfig();
    const ended = await runWith({}, ['import', config, config]);
    expect(ended.stderr).toContain('the file is given again');
    expect((await runWith({}, ['import', config])).stderr).not.toContain('the file is given again');
  });

  test.each<[string, Buffer, string]>([
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), 'is UTF-16'],
    ['UTF-16 of the other order', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), 'is UTF-16'],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le'), 'is no text, or UTF-16'],
  ])('names the encoding: %s', async (_, bytes, said) => {
    writeFileSync(join(folder, 'wide.conf'), bytes);
    const ended = await runWith({}, ['import', join(folder, 'wide.conf')]);
    expect(ended.code).toBe(64);
    expect(ended.stderr).toContain(`wide.conf ${said}`);
    expect(ended.stderr).toContain('iconv -f UTF-16');
  });

  test('gives data to a program', async () => {
    const ended = await runWith({}, ['import', putConfig(), '--json']);
    const data = JSON.parse(ended.stdout) as Readonly<Record<string, unknown>>;
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(data['inventory']).toContain('virtualServices:');
    expect(data).toMatchObject({
      out: null,
      lost: [],
      notes: [
        { kind: 'erratum', id: 'word-case', place: { line: 2, column: 3 }, what: 'state backup' },
        { kind: 'erratum', id: 'unknown-word', place: { line: 4, column: 5 } },
      ],
      open: [{ path: 'clusters.lvs.directors.lb1' }, { path: 'clusters.lvs.directors.lb2' }],
    });
  });

  test.each<[string, () => string[]]>([
    ['a file that is not there', () => [join(folder, 'none.conf')]],
    ['a folder', () => [folder]],
    ['a file that says nothing of a cluster', () => [put('empty.conf', 'hello { world }\n')]],
    ['no file', () => []],
    ['a director without an address', () => [putConfig(), '--director', 'lb1']],
    ['one name for two directors', () => [putConfig(), '--director', 'lb1=10.0.0.2', '--director', 'lb1=10.0.0.3']],
    ['a segment of the other family', () => [putConfig(), '--segment', 'fd00:1::/64']],
    ['a segment that is none', () => [putConfig(), '--segment', '10.0.0.0']],
  ])('refuses %s', async (_, args) => {
    const out = join(folder, 'inventory.yaml');
    const ended = await runWith({}, ['import', ...args(), '--out', out]);
    expect(ended.code).toBe(64);
    expect(ended.stderr).not.toBe('');
    expect(existsSync(out)).toBe(false);
  });
});
