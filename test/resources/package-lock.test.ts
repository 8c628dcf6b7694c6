import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aptLocks, rpmLocks, unlocked, type Locks } from '../../src/resources/package-lock.ts';
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
function runTried(words: readonly string[], patience?: number, locks: Locks = aptLocks) {
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
${unlocked(locks, patience)}
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

  it.each([
    'RPMDB already locked by 123',
    'metadata already locked by 123\nThe application with PID 123 is: dnf',
    'Failed to obtain rpm transaction lock. Another transaction is in progress.',
    "error: can't create transaction lock on /var/lib/rpm/.rpm.lock (Resource temporarily unavailable)",
    'Existing lock /var/run/yum.pid: another copy is running as pid 123.',
  ])('is waited for by dnf and yum: %s', (words) => {
    const { status, stdout } = runTried([words], undefined, { said: rpmLocks.said });
    expect(status).toBe(0);
    expect(stdout).toBe(`lvsdeploy-wait: 120 ${words.split('\n')[0] ?? ''}\n\ndone: install a b\ndone\n`);
  });

  it('that would be waited for without a word is seen before the command runs', () => {
    writeFileSync(join(folder, 'held'), 'held by 7');
    const held = sh`[ ! -e held ] || { cat held; rm held; }`;
    const { stdout } = runTried([], undefined, { said: sh`-e d`, held });
    expect(stdout).toBe('lvsdeploy-wait: 120 held by 7\n\ndone: install a b\ndone\n');
  });

  it('of rpm is told from the list of locks, with the process that has it', async () => {
    const holder = spawn('perl', [
      '-MFcntl',
      '-e',
      'open F, ">>", $ARGV[0]; my $lock = pack "s s x28", F_WRLCK, 0; fcntl F, F_SETLK, $lock or die; $| = 1; print "held\n"; sleep 60',
      join(folder, '.rpm.lock'),
    ]);
    await once(holder.stdout, 'data');
    const rpm = sh`rpm() { [ "$*" = "--eval %{_dbpath}" ] && echo ${folder}; }`;
    expect(run(sh`${rpm}\n${rpmLocks.held ?? sh``}`).stdout).toBe(
      `The rpm database is locked by process ${holder.pid ?? 0} (perl)\n`,
    );
    holder.kill();
    await once(holder, 'close');
    expect(run(sh`${rpm}\n${rpmLocks.held ?? sh``}`)).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
