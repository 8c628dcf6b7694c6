import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unlocked } from '../../src/resources/package-lock.ts';
import { sh } from '../../src/shell/shell.ts';
import { run } from './local.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lists = 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 123 (apt-get)';
const older = 'E: Could not get lock /var/lib/dpkg/lock-frontend - open (11: Resource temporarily unavailable)';
const dpkg = 'dpkg: error: dpkg frontend lock was locked by another process with pid 123';

/** Runs a command that fails with one of these words after the other, and does its work in the end. */
function runTried(words: readonly string[], patience?: number) {
  words.forEach((text, index) => writeFileSync(join(folder, `${index + 1}`), text));
  const command = join(folder, 'apt-get');
  writeFileSync(
    command,
    `#!/bin/sh
echo . >> runs
words=$(wc -l < runs)
[ ! -e "$words" ] || { cat "$words" >&2; exit 100; }
echo "done: $*"; echo warning >&2\n`,
  );
  chmodSync(command, 0o755);
  const quickly = patience === undefined ? sh`sleep() { :; }` : sh``;
  return run(sh`set -e; cd ${folder}; ${quickly}
${unlocked(patience)}
unlocked ./apt-get install 'a b' && echo done || echo status $?`);
}

describe('a lock of the package manager', () => {
  it.each([lists, older, dpkg])('is waited for, with a line that says who has it: %s', (words) => {
    const { stdout, stderr } = runTried([`${words}\n`, `${words}\nE: Unable to lock\n`]);
    const lock = words.replace(/^(E|dpkg: error): /, '');
    expect(stdout).toMatch(/^lvsdeploy-wait: 120 .*\n\ndone: install a b\ndone\n$/);
    expect(stdout).toContain(`lvsdeploy-wait: 120 ${lock}\n\n`);
    expect(stderr).toBe('warning\n');
  });

  it('is told again when it is another one', () => {
    const { stdout } = runTried([lists, lists.replace('123', '456'), older]);
    expect(stdout.match(/^lvsdeploy-wait: (120|119) /gm)).toHaveLength(3);
  });

  it('ends the script when it is not given back in time, with what the command said', () => {
    const { status, stdout, stderr } = runTried([lists, lists, lists, lists], 1);
    expect(status).toBe(100);
    expect(stdout).toBe(`lvsdeploy-wait: 1 ${lists.slice(3)}\n\n`);
    expect(stderr).toBe(lists);
  });

  it('is no reason to do again what failed for another one', () => {
    const { stdout, stderr } = runTried(['E: Unable to locate package a\n']);
    expect(stdout).toBe('status 100\n');
    expect(stderr).toBe('E: Unable to locate package a\n');
  });
});
