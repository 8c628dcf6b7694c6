import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBatch, type BatchOutput } from '../../src/shell/batch-output.ts';
import { compileBatch } from '../../src/shell/batch.ts';
import type { BatchOptions } from '../../src/shell/session.ts';
import { sh, type Shell } from '../../src/shell/shell.ts';

const nonce = '0123456789abcdef0123456789abcdef';
const shells = ['/bin/sh', '/bin/dash', '/bin/bash', '/bin/busybox'].filter((path) => existsSync(path));

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
}

function runScript(shell: string, scripts: readonly Shell[], stopOnFailure = false): Ran {
  const input = compileBatch(
    scripts.map((script, index) => ({ name: `step ${index}`, script })),
    { nonce, stopOnFailure },
  );
  return spawnSync(shell, [...(shell.endsWith('busybox') ? ['sh'] : []), '-s'], { input, encoding: 'utf8' });
}

function read(count: number, { stdout, stderr }: Ran, options: BatchOptions = {}): BatchOutput {
  const output = readBatch(count, nonce, options);
  output.readStdout(stdout);
  output.readStderr(stderr);
  return output;
}

describe.each(shells)('a batch run by %s', (shell) => {
  test('keeps output, status and standard input of each snippet apart', () => {
    const scripts = [
      sh`printf 'no newline'; printf 'complaint' >&2; false`,
      sh`cat; echo one; echo; exit 3`,
      sh`# only a comment`,
      sh``,
      sh`cd /; x=changed; umask 077`,
      sh`echo "$x"; umask`,
      sh`cat <<'END'
here's a document
END`,
    ];
    expect(read(scripts.length, runScript(shell, scripts)).results()).toEqual([
      { status: 1, stdout: 'no newline', stderr: 'complaint' },
      { status: 3, stdout: 'one\n\n', stderr: '' },
      { status: 0, stdout: '', stderr: '' },
      { status: 0, stdout: '', stderr: '' },
      { status: 0, stdout: '', stderr: '' },
      { status: 0, stdout: '\n0022\n', stderr: '' },
      { status: 0, stdout: "here's a document\n", stderr: '' },
    ]);
  });

  test.each([sh`echo "unclosed`, sh`echo 'unclosed`, sh`)`, sh`if true`, sh`cat <<X`, sh`echo \\`])(
    'a snippet that does not parse (%s) takes nothing with it',
    (broken) => {
      const [before, , after] = read(3, runScript(shell, [sh`echo a`, broken, sh`echo b`])).results();
      expect([before?.stdout, after?.stdout]).toEqual(['a\n', 'b\n']);
    },
  );

  test('stops at the first failure when asked to', () => {
    const ran = runScript(shell, [sh`true`, sh`exit 9`, sh`echo never`], true);
    const output = read(3, ran, { stopOnFailure: true });
    expect(output.results().map(({ status }) => status)).toEqual([0, 9, null]);
    expect(output.isComplete()).toBe(true);
    expect(ran.stdout).not.toContain('never');
  });
});

test('chunks may be cut anywhere', () => {
  const scripts = [sh`printf '\\n0123\\n\\n'`, sh`printf '\\n'`, sh`echo é; echo x >&2`];
  const ran = runScript('/bin/sh', scripts);
  const whole = read(3, ran).results();
  expect(whole.map(({ stdout }) => stdout)).toEqual(['\n0123\n\n', '\n', 'é\n']);
  fc.assert(
    fc.property(fc.array(fc.nat(ran.stdout.length)), fc.array(fc.nat(ran.stderr.length)), (cuts, stderrCuts) => {
      const pieces: string[] = [];
      const output = readBatch(3, nonce, {
        onOutput: (index, stream, text) => pieces.push(`${index}${stream}${text}`),
      });
      for (const chunk of cutAt(ran.stderr, stderrCuts)) output.readStderr(chunk);
      for (const chunk of cutAt(ran.stdout, cuts)) output.readStdout(chunk);
      expect(output.results()).toEqual(whole);
      expect(pieces.join('')).not.toContain(nonce);
    }),
  );
});

test('what comes before the batch is noise, kept apart for a failure', () => {
  const output = readBatch(1, nonce, {});
  output.readStdout(`Welcome to lb1\nlast login: today\n${nonce.slice(0, 8)}`);
  output.readStderr('stty: not a tty\n');
  expect([output.hasBegun(), output.running(), output.isComplete()]).toEqual([false, null, false]);
  output.readStdout(`\n${nonce} begin 4711\nout`);
  expect([output.hasBegun(), output.running(), output.shell()]).toEqual([true, 0, 4711]);
  output.readStderr(`\n${nonce} begin 4711\n\n${nonce} 0 0\n`);
  output.readStdout(`\n${nonce} 0 0\n`);
  expect(output.results()).toEqual([{ status: 0, stdout: 'out', stderr: '' }]);
  expect(output.noise()).toBe('Welcome to lb1\nlast login: today\n01234567\nstty: not a tty');
});

test('a snippet is done when both of its streams are', () => {
  const done: string[] = [];
  const output = readBatch(2, nonce, { onDone: (index, { stderr }) => done.push(`${index}: ${stderr}`) });
  output.readStdout(`\n${nonce} begin 1\n\n${nonce} 0 0\nnext`);
  expect([done, output.running()]).toEqual([[], 0]);
  output.readStderr(`\n${nonce} begin 1\nlate\n${nonce} 0 0\n`);
  expect([done, output.running()]).toEqual([['0: late'], 1]);
});

function cutAt(text: string, cuts: readonly number[]): string[] {
  const borders = [0, ...[...cuts].sort((a, b) => a - b), text.length];
  return borders.slice(1).map((end, index) => text.slice(borders[index], end));
}
