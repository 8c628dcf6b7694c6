import { expect, test } from 'vitest';
import { maskOf } from '../../src/mask.ts';
import { tellSession } from '../../src/report/told-session.ts';
import { Secret } from '../../src/secret.ts';
import type { Session } from '../../src/shell/session.ts';
import { sh } from '../../src/shell/shell.ts';

const session: Session = {
  host: 'lb1',
  roundTrips: 1,
  run(snippets, options) {
    const results = snippets.map(() => ({ status: 1, stdout: 'auth_pass k9xw2m7p\n\u001b[2J\n', stderr: 'oops\n' }));
    results.forEach((result, index) => options?.onDone?.(index, result));
    return Promise.resolve(results);
  },
  close: () => undefined,
};

async function tellWith(verbosity: number): Promise<string> {
  const told: string[] = [];
  const mask = maskOf([new Secret('k9xw2m7p')]);
  const script = sh`echo ${new Secret('hidden too')}`;
  const done: number[] = [];
  await tellSession(session, { verbosity, mask, tell: (text) => told.push(text) }).run([{ name: 'read it', script }], {
    onDone: (index) => done.push(index),
  });
  expect(done).toEqual([0]);
  return told.join('\n').replace(/\d\.\d s/, '0.0 s');
}

test('tells what each step printed, without secrets and without what drives a terminal', async () => {
  expect(await tellWith(1)).toBe(
    'lb1 › read it  0.0 s  status 1\n    | auth_pass [secret]\n    | \\x1b[2J\n    ! oops',
  );
});

test('tells the script, too', async () => {
  expect(await tellWith(2)).toContain('    $ echo [secret]\n');
});
