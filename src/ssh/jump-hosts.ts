import type { HostAccess } from '../inventory/host.ts';
import type { OpenClient } from './exec.ts';

/** A connection that is used by several, and ended by the last of them. */
export interface SharedClient {
  readonly open: OpenClient;
  release(): void;
}

type OpenChain = (hops: readonly HostAccess[]) => Promise<OpenClient>;

/**
 * One connection to each jump host for all the hosts behind it: its sshd would drop most of fifty that log in at a
 * time (`MaxStartups`, 10 by default).
 * @returns a function that gives the connection to the last of some hops, opened when it is first needed.
 */
export function shareJumpHosts(openChain: OpenChain): (hops: readonly HostAccess[]) => Promise<SharedClient> {
  const shared = new Map<string, { readonly opening: Promise<OpenClient>; users: number }>();

  return async (hops) => {
    const key = hops.map(({ user, address, port }) => `${user}@${address}:${port}`).join(',');
    const entry = shared.get(key) ?? { opening: openChain(hops), users: 0 };
    const forget = () => {
      if (shared.get(key) === entry) shared.delete(key);
    };
    if (entry.users === 0) {
      shared.set(key, entry);
      entry.opening.then((open) => open.client.once('close', forget), forget);
    }
    entry.users += 1;
    const open = await entry.opening;
    return {
      open,
      release: () => {
        entry.users -= 1;
        if (entry.users > 0) return;
        forget();
        open.close();
      },
    };
  };
}
