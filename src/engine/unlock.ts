import { isLvsdeployError, type LvsdeployError } from '../errors.ts';
import type { Host } from '../inventory/host.ts';
import type { Session } from '../shell/session.ts';
import { connectLazily } from './connections.ts';
import { parseLock, readLock, removeLock, type HostLock } from './lock.ts';

/** A host that is locked, or that could not be asked. */
export type LockedHost =
  { readonly host: string; readonly lock: HostLock } | { readonly host: string; readonly error: LvsdeployError };

/** The locks of some hosts, and the open connections to remove them over. */
export interface FoundLocks {
  readonly hosts: readonly LockedHost[];
  /** Removes the locks that were found, and no other that has come since. */
  remove(): Promise<void>;
  close(): void;
}

/** Asks the hosts for their locks: one round trip each. A host that cannot be asked is part of the answer. */
export async function findLocks(hosts: readonly Host[], open: (host: Host) => Promise<Session>): Promise<FoundLocks> {
  const connections = connectLazily(open);
  const found = await Promise.all(
    hosts.map(async (host) => {
      try {
        const session = await connections.to(host);
        const [result] = await session.run([{ name: 'read the lock', script: readLock() }]);
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
      await Promise.all(
        found
          .flat()
          .flatMap((each) =>
            'lock' in each ? [each.session.run([{ name: 'remove the lock', script: removeLock(each.lock.text) }])] : [],
          ),
      );
    },
    close: () => connections.close(),
  };
}
