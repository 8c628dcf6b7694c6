import type { Host } from '../inventory/host.ts';
import { isLvsdeployError, LvsdeployError } from '../errors.ts';
import type { BatchOptions, Session, Snippet, SnippetResult } from '../shell/session.ts';
import type { Shell } from '../shell/shell.ts';
import type { Connections } from './connections.ts';
import { LockHeld } from './errors.ts';
import { describeLock, parseLock, removeLock, takeLock, takeOverLock, wordsOf, type HostLock } from './lock.ts';
import { isProvablyGone, type RunIdentity } from './run-identity.ts';
import { endShells, howToEnd } from './run-shells.ts';
import { readWaitLines } from './wait-lines.ts';

/** Connections over which every host is locked before anything but reading is done there. */
export interface HeldHosts extends Connections {
  /** Gives back what was locked; a host that cannot be told keeps a lock that the next run finds without a holder. */
  release(): Promise<void>;
}

export interface HoldOptions {
  readonly connections: Connections;
  readonly run: RunIdentity;
  /**
   * Told of a lock that was left behind by a run that is gone.
   * @param until when what is waited for is given up, milliseconds since the epoch.
   */
  readonly onNote: (host: string, note: string, until?: number) => void;
  /** On the host; for tests. */
  readonly folder?: string;
}

/** The lock rides in the first batch to each host, so it costs no round trip; that batch must only read. */
export function holdHosts({ connections, run, onNote, folder }: HoldOptions): HeldHosts {
  const held = new Map<string, Session>();

  const hold = (session: Session): Session => {
    const runFirst = async (snippets: readonly Snippet[], options: BatchOptions) => {
      const [taken, ...results] = await session.run([lockStep(takeLock(run, folder)), ...snippets], shifted(options));
      const there = lockOf(session.host, taken);
      const hasChanged = there !== null && (await takeOver(session, there));
      held.set(session.host, session);
      // What was read while the other run was still at work is not what there is now.
      return hasChanged ? session.run(snippets, options) : results;
    };
    return {
      host: session.host,
      get roundTrips() {
        return session.roundTrips;
      },
      run: (snippets, options = {}) =>
        held.has(session.host) ? session.run(snippets, options) : runFirst(snippets, options),
      close: () => session.close(),
    };
  };

  /** @returns whether the run that is gone was still at work on the host. */
  const takeOver = async (session: Session, lock: HostLock): Promise<boolean> => {
    if (lock.holder?.id === run.id) return false;
    if (lock.holder === null || !(await isProvablyGone(lock.holder.process, run.process)))
      throw lockHeld(session.host, lock);
    const steps = [endStep(lock.holder), lockStep(takeOverLock(run, lock, folder))];
    let said = '';
    const output = readWaitLines({
      onText: (text) => (said += text),
      onWait: (what, seconds) => onNote(session.host, what, Date.now() + seconds * 1000),
    });
    const [ended, taken] = await session.run(steps, {
      stopOnFailure: true,
      onOutput: (index, stream, text) => index === 0 && stream === 'stdout' && output.read(text),
    });
    output.end();
    if (ended?.status !== 0) throw stillAtWork(session.host, lock, ended);
    const there = lockOf(session.host, taken);
    if (there !== null) throw lockHeld(session.host, there);
    const work = said.trim();
    const note = ['took over the lock of a run that is gone', ...(work === '' ? [] : [work])].join('; ');
    onNote(session.host, `${note}: ${describeLock(lock)}`);
    return work !== '';
  };

  return {
    to: async (host: Host) => hold(await connections.to(host)),
    again: (host: Host) => connections.again(host),
    async release() {
      const step = lockStep(removeLock(wordsOf(run), folder));
      await Promise.all(
        [...held.values()].map(async (session) => {
          try {
            await session.run([step], { deadline: 10_000 });
          } catch (error) {
            // The connection is gone, and so will be the holder: the next run takes the lock over.
            if (!isLvsdeployError(error)) throw error;
          }
        }),
      );
      held.clear();
    },
    close: () => connections.close(),
  };
}

function endStep(run: RunIdentity): Snippet {
  return { name: 'end what a run that is gone has left at work', script: endShells(run) };
}

function lockStep(script: Shell): Snippet {
  return { name: 'lock the host', isData: true, script };
}

/** @returns who has the host instead, or null. @throws LvsdeployError when the host cannot be locked. */
function lockOf(host: string, result: SnippetResult | undefined): HostLock | null {
  if (result?.status === 0) return parseLock(result.stdout);
  throw new LvsdeployError(`the host cannot be locked: ${result?.stderr.trim() ?? ''}`, {
    place: host,
    hint: 'See that /var/lib/lvsdeploy can be written there. Nothing was changed.',
  });
}

function stillAtWork(host: string, lock: HostLock, ended: SnippetResult | undefined): LockHeld {
  const left = ended?.stderr.trim() ?? '';
  return new LockHeld(`a run is gone, but its last step does not end on the host: ${describeLock(lock)}\n${left}`, {
    place: host,
    hint: `Nothing was changed here. ${howToEnd(left)}`,
  });
}

function lockHeld(host: string, lock: HostLock): LockHeld {
  return new LockHeld(`another run has the host: ${describeLock(lock)}`, {
    place: host,
    hint: `Nothing was changed here. Wait for it to end; if it is gone for good: lvsdeploy unlock ${host}`,
  });
}

/** @returns the options of a batch that has one snippet in front. */
function shifted({ onOutput, onDone, ...options }: BatchOptions): BatchOptions {
  return {
    ...options,
    ...(onOutput && { onOutput: (index, stream, text) => index > 0 && onOutput(index - 1, stream, text) }),
    ...(onDone && { onDone: (index, result) => index > 0 && onDone(index - 1, result) }),
  };
}
