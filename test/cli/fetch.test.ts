import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FoundArchives } from '../../src/cli/context.ts';
import { sshEngine } from '../../src/cli/engine.ts';
import type { Archive } from '../../src/inventory/host.ts';
import { web } from '../inventory/parse.ts';
import { runWith } from './console.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An archive that lies on this machine. */
function archiveOf(name: string, content: string): Archive {
  const file = join(folder, name);
  writeFileSync(file, content);
  return { name, url: null, sha256: createHash('sha256').update(content).digest('hex'), file };
}

function engineOf(found: Partial<FoundArchives>) {
  const asked: unknown[] = [];
  const findArchives = (...args: readonly unknown[]) => {
    asked.push(args);
    return Promise.resolve({ archives: [], folder: join(folder, 'to'), isOfInventory: true, ...found });
  };
  return { engine: { findArchives }, asked };
}

describe('fetch', () => {
  test('brings every archive and says so, and keeps what is there', async () => {
    const archives = [archiveOf('a.tar.gz', 'one'), archiveOf('b.tar.gz', 'three')];
    const { engine, asked } = engineOf({ archives });
    expect(await runWith(engine, ['fetch', '-i', 'my.yaml'])).toMatchObject({
      stdout: 'a.tar.gz  fetched, 3 bytes\nb.tar.gz  fetched, 5 bytes\n',
      stderr: '',
    });
    expect(asked).toEqual([['my.yaml', {}]]);
    expect(readdirSync(join(folder, 'to'))).toEqual(['a.tar.gz', 'b.tar.gz']);
    expect((await runWith(engine, ['fetch'])).stdout).toBe('a.tar.gz  is there already\nb.tar.gz  is there already\n');
  });

  test('says which one cannot be had, brings the others and exits 1', async () => {
    const wrong = { ...archiveOf('a.tar.gz', 'one'), sha256: 'c'.repeat(64) };
    const { engine } = engineOf({ archives: [wrong, archiveOf('b.tar.gz', 'three')] });
    const ended = await runWith(engine, ['fetch']);
    expect(ended).toMatchObject({ code: 1, stdout: 'b.tar.gz  fetched, 5 bytes\n' });
    expect(ended.stderr).toContain(
      `a.tar.gz is not the archive that was expected\n  expected SHA-256 ${'c'.repeat(64)}`,
    );
  });

  test('says what is left to do when the inventory does not name the folder', async () => {
    const { engine, asked } = engineOf({ archives: [archiveOf('a.tar.gz', 'one')], isOfInventory: false });
    expect((await runWith(engine, ['fetch', '--to', 'x', '--all'])).stdout).toMatch(
      /\nSay "archives: \S+\/to" in the inventory/,
    );
    expect(asked).toEqual([['inventory.yaml', { to: 'x', all: true }]]);
  });

  test('has nothing to do for an inventory of packages', async () => {
    expect((await runWith(engineOf({}).engine, ['fetch'])).stdout).toBe('The inventory builds nothing from source.\n');
  });
});

describe('the archives of an inventory', () => {
  const person = { warn: () => undefined, onWait: () => undefined, askSecret: null };
  const find = (text: string, to?: string) => {
    writeFileSync(join(folder, 'i.yaml'), `${web}${text}`);
    return sshEngine(person).findArchives(join(folder, 'i.yaml'), { ...(to !== undefined && { to }) });
  };

  test('go into the folder that it names, unless another one is said', async () => {
    const text = 'archives: src\ndefaults: { keepalived: build }\n';
    expect(await find(text)).toMatchObject({ folder: join(folder, 'src'), isOfInventory: true });
    expect(await find(text, join(folder, 'other'))).toMatchObject({ isOfInventory: false });
  });

  test('need a folder', async () => {
    await expect(find('defaults: { keepalived: build }\n')).rejects.toMatchObject({
      message: 'the inventory names no folder for archives',
      exitCode: 64,
    });
  });
});
