import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { secretAsker } from '../../src/cli/ask-secret.ts';

/** A terminal that types these keys, and keeps what is shown. */
function terminalThatTypes(keys: string): { readonly process: NodeJS.Process; readonly shown: () => string } {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  let shown = '';
  stderr.on('data', (chunk: Buffer) => {
    // The prompt listens once it is there to be seen.
    if (shown === '') setImmediate(() => stdin.write(keys));
    shown += chunk.toString();
  });
  const terminal = { stdin: Object.assign(stdin, { isTTY: true }), stderr: Object.assign(stderr, { isTTY: true }) };
  return { process: { ...terminal, env: {} } as unknown as NodeJS.Process, shown: () => shown };
}

it('says that every word is taken for the secret, and shows none', async () => {
  const { process, shown } = terminalThatTypes('back\r');
  const answer = await secretAsker(process)?.('Sudo password:');
  expect(answer?.reveal()).toBe('back');
  expect(shown()).toContain('Sudo password: [hidden; whatever is typed is the answer]');
  expect(shown()).not.toContain('back');
});
