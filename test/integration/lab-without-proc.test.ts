import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { keep, makeRun } from '../lab/fake-machine.ts';

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const jiti = dirname(createRequire(import.meta.url).resolve('jiti/package.json'));
const node = [process.execPath, '--import', join(jiti, 'lib', 'jiti-register.mjs'), program];

/** Runs the program where /proc is empty; of other programs it finds none, so nothing can be made. @returns what it prints on standard error. */
async function runWithoutProc(env: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<string> {
  const script = 'mount -t tmpfs none /proc && PATH=/nowhere && export PATH && exec "$@"';
  const ended = promisify(execFile)(
    'unshare',
    ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', ...node, 'lab', ...words],
    {
      env: { ...process.env, ...env },
      timeout: 30_000,
    },
  );
  return ended.then(
    () => 'it did not fail',
    (error: unknown) => (error as { readonly stderr: string }).stderr,
  );
}

const refusal = `\
/proc is not mounted
  → The lab tells its processes by it: mount -t proc proc /proc, or use another machine.
`;

test('without /proc no lab is begun', async () => {
  const { env } = await makeRun('noproc');
  expect(await runWithoutProc(env, 'up', '--name', 'noproc')).toBe(refusal);
});

test.each(['up', 'down', 'status'])(
  'without /proc a lab that is up is not taken for a crashed one by %s',
  async (verb) => {
    const { run, env } = await makeRun('noproc');
    await keep(run, 'running');
    expect(await runWithoutProc(env, verb, '--name', 'noproc')).toBe(refusal);
    await access(join(run, 'lab.json'));
  },
);
