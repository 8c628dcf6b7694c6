import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readBatch } from '../../src/shell/batch-output.ts';
import { compileBatch, stopSignal } from '../../src/shell/batch.ts';
import type { Session } from '../../src/shell/session.ts';
import { Shell } from '../../src/shell/shell.ts';

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

/** A session whose scripts are those of the other with parts replaced. */
export function rewritten(session: Session, ...parts: readonly (readonly [string, string])[]): Session {
  return {
    ...session,
    run: (snippets, options) => {
      const rewrite = (text: string) => parts.reduce((all, [part, other]) => all.replaceAll(part, other), text);
      return session.run(
        snippets.map((snippet) => ({ ...snippet, script: new Shell(rewrite(snippet.script.text)) })),
        options,
      );
    },
  };
}

/** The same, where signals reach no process of a run, as when it waits in the kernel; nobody waits for it either. */
export function withoutSignals(session: Session): Session {
  return rewritten(session, ['kill -s', ': kill -s'], ['gone 30', 'gone 0'], ['gone 5', 'gone 0']);
}

/** For the turn of a host that is never rebooted and has no peers. */
export const alone = {
  reconnect: () => Promise.reject(new Error('it was not rebooted')),
  peer: (name: string) => Promise.reject(new Error(`there is no ${name}`)),
};
