import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readBatch } from '../../src/shell/batch-output.ts';
import { compileBatch, stopSignal } from '../../src/shell/batch.ts';
import type { Session } from '../../src/shell/session.ts';

/** A session with this machine's own `sh`, for scripts that stay inside a temporary folder. */
export function localSession(): Session {
  let roundTrips = 0;
  return {
    host: 'local',
    get roundTrips() {
      return roundTrips;
    },
    async run(snippets, options = {}) {
      roundTrips += 1;
      const nonce = randomBytes(8).toString('hex');
      const output = readBatch(snippets.length, nonce, options);
      const child = spawn('sh', ['-s'], { stdio: 'pipe' });
      const stop = () => child.kill(`SIG${stopSignal}`);
      options.signal?.addEventListener('abort', stop);
      child.stdout.setEncoding('utf8').on('data', output.readStdout);
      child.stderr.setEncoding('utf8').on('data', output.readStderr);
      child.stdin.end(compileBatch(snippets, { nonce, stopOnFailure: options.stopOnFailure ?? false }));
      await once(child, 'close');
      options.signal?.removeEventListener('abort', stop);
      return output.results();
    },
    close: () => undefined,
  };
}

/** For the turn of a host that is never rebooted and has no peers. */
export const alone = {
  reconnect: () => Promise.reject(new Error('it was not rebooted')),
  peer: (name: string) => Promise.reject(new Error(`there is no ${name}`)),
};
