import { isLvsdeployError, LvsdeployError } from '../errors.ts';
import type { Host } from '../inventory/host.ts';
import { maskOf } from '../mask.ts';
import { secretsIn } from '../secret.ts';
import type { Session } from '../shell/session.ts';
import { sh } from '../shell/shell.ts';
import { connectLazily } from './connections.ts';
import { lockSnippet, parseLock, removeLock, stateFolder, type HostLock } from './lock.ts';
import { maskSessions } from './mask-sessions.ts';
import { endShells, howToEnd } from './run-shells.ts';

/** A host that is locked, or that could not be asked. */
export type LockedHost =
  { readonly host: string; readonly lock: HostLock } | { readonly host: string; readonly error: LvsdeployError };

/** The locks of some hosts, and the open connections to remove them over. */
export interface FoundLocks {
  readonly hosts: readonly LockedHost[];
  /** Ends what their runs have left at work, and removes the locks that were found, and no other that has come since. */
  remove(): Promise<void>;
  close(): void;
}

/** Asks the hosts for their locks: one round trip each. A host that cannot be asked is part of the answer. */
export async function findLocks(hosts: readonly Host[], open: (host: Host) => Promise<Session>): Promise<FoundLocks> {
  const connections = connectLazily(maskSessions(open, maskOf(secretsIn(hosts))));
  const found = await Promise.all(
    hosts.map(async (host) => {
      try {
        const session = await connections.to(host);
        const [result] = await session.run([lockSnippet]);
        const lock = parseLock(result?.stdout ?? '');
        return lock === null ? [] : [{ host: host.name, lock, session }];
      } catch (error) {
        if (isLvsdeployError(error)) return [{ host: host.name, error }];
        throw error;
      }
    }),
  );
  return {
    hosts: found.flat().map(({ host, ...rest }) => ('lock' in rest ? { host, lock: rest.lock } : { host, ...rest })),
    async remove() {
      await Promise.all(found.flat().flatMap((each) => ('lock' in each ? [release(each.session, each.lock)] : [])));
    },
    close: () => connections.close(),
  };
}

async function release(session: Session, { holder, text }: HostLock): Promise<void> {
  const end = { name: 'end what the run has left at work', script: holder === null ? sh`true` : endShells(holder) };
  const remove = { name: 'remove the lock', script: removeLock(text) };
  const [ended, removed] = await session.run([end, remove], { stopOnFailure: true });
  if (ended?.status !== 0) {
    const left = ended?.stderr.trim() ?? '';
    throw new LvsdeployError(`the lock could not be removed: processes of its run do not end:\n${left}`, {
      place: session.host,
      hint: howToEnd(left),
    });
  }
  if (removed?.status === 0) return;
  throw new LvsdeployError(`the lock could not be removed: ${removed?.stderr.trim() ?? ''}`, {
    place: session.host,
    hint: `See that ${stateFolder} can be written there, and try again.`,
  });
}
