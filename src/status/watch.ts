import type { Cluster } from '../cluster/cluster.ts';
import type { Session } from '../shell/session.ts';
import { floatingAddresses } from '../cluster/floating-addresses.ts';
import { watchDirector } from './director-watch.ts';
import type { ClusterStatus, DirectorStatus } from './status.ts';

/** What a watch needs of the world outside. */
export interface WatchTools {
  /** @param director its name. */
  readonly open: (director: string) => Promise<Session>;
  /** Waits so many milliseconds, or until the watch is to end. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
}

/** @returns the clusters as they are now: each director is asked once, all of them at the same time. */
export async function readStatus(
  clusters: readonly Cluster[],
  { open }: Pick<WatchTools, 'open'>,
): Promise<readonly ClusterStatus[]> {
  return Promise.all(
    clusters.map(async (cluster) => {
      const directors = cluster.directors.map(async (director) => {
        const watch = watchDirector(cluster, director, () => open(director.name));
        try {
          return await watch.look();
        } finally {
          watch.close();
        }
      });
      return statusOf(cluster, await Promise.all(directors));
    }),
  );
}

export interface WatchOptions {
  /** Milliseconds between two looks. */
  readonly interval: number;
  readonly signal: AbortSignal;
  readonly onStatus: (clusters: readonly ClusterStatus[]) => void;
}

interface Seen {
  readonly status: DirectorStatus;
  readonly at: number;
}

/**
 * Looks at the directors again and again, and tells what is known of all of them each time. Each director is asked on its
 * own: one that does not answer holds up nobody, and is tried again.
 */
export async function watchStatus(
  clusters: readonly Cluster[],
  { open, pause, now }: WatchTools,
  { interval, signal, onStatus }: WatchOptions,
): Promise<void> {
  const seen = new Map<string, Seen>();
  const watches = clusters.flatMap((cluster) =>
    cluster.directors.map((director) => ({
      key: `${cluster.name} ${director.name}`,
      watch: watchDirector(cluster, director, () => open(director.name)),
    })),
  );
  const seenOf = (cluster: Cluster) => {
    const directors = cluster.directors.map(({ name }) =>
      asItIsNow(name, seen.get(`${cluster.name} ${name}`), now(), interval),
    );
    return statusOf(cluster, directors);
  };
  const keepLooking = async ({ key, watch }: (typeof watches)[number]) => {
    while (!isOver()) {
      const since = now();
      const status = await watch.look();
      seen.set(key, { status, at: now() });
      await pause(Math.max(0, interval - (now() - since)));
    }
  };
  const tell = async () => {
    // The first look of each takes a connection: nothing is shown before one of them is there, or the time for it is over.
    while (!isOver()) {
      await pause(seen.size < watches.length ? Math.min(interval, firstLook) : interval);
      if (!isOver()) onStatus(clusters.map(seenOf));
    }
  };
  const isOver = () => signal.aborted;
  const over = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  try {
    // Whoever ends it does not wait for a host that does not answer.
    await Promise.race([over, Promise.all([...watches.map(keepLooking), tell()])]);
  } finally {
    for (const { watch } of watches) watch.close();
  }
}

function statusOf(cluster: Cluster, directors: readonly DirectorStatus[]): ClusterStatus {
  return {
    cluster: cluster.name,
    addresses: floatingAddresses(cluster).map(({ address }) => ({
      address,
      holders: directors.filter(({ holds }) => holds.includes(address)).map(({ name }) => name),
    })),
    directors,
  };
}

const firstLook = 500;

/** What was seen last, unless that is too long ago to be true still. */
function asItIsNow(name: string, seen: Seen | undefined, now: number, interval: number): DirectorStatus {
  const silent = { name, holds: [], vrrp: null, services: null, tableProblem: null };
  if (seen === undefined) return { ...silent, silence: 'not reached yet' };
  const age = now - seen.at;
  if (seen.status.silence !== null || age <= 2 * interval + 1000) return seen.status;
  return { ...silent, silence: `nothing for ${Math.round(age / 1000)} s` };
}
