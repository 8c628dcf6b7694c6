import type { Cluster, Director } from '../cluster/cluster.ts';
import { isLvsdeployError } from '../errors.ts';
import type { Session } from '../shell/session.ts';
import { remoteClock, type RemoteClock } from './clock.ts';
import type { Holding } from './drill.ts';
import { splitLines } from './lines.ts';
import { observerScript, parseLook, type Look } from './observer.ts';

/** What is seen of the directors while a drill goes on. */
export interface Watch {
  /** @returns the directors that have a VIP now, by what came in the last moments. */
  readonly holders: () => readonly string[];
  /** @returns everything seen, on the client's clock. */
  holdings(client: RemoteClock): readonly Holding[];
  close(): void;
}

/** Milliseconds for which a look counts as now: five of them fit in. */
const fresh = 1200;

interface Seen extends Look {
  readonly director: string;
  /** Of the connection that it came over: a host that was rebooted has another one. */
  readonly clock: RemoteClock;
}

/**
 * Looks at all directors, each over a connection of its own. One that is lost is opened again: a director that is cut off or
 * reboots is seen again when it is back. What looks is on no host any more when nobody reads it.
 */
export function watchDirectors(
  cluster: Cluster,
  open: (director: Director) => Promise<Session>,
  pause: (milliseconds: number) => Promise<void>,
): Watch {
  const seen: Seen[] = [];
  const latest = new Map<string, { readonly look: Look; readonly at: number }>();
  const sessions = new Set<Session>();
  let isClosed = false;

  const look = async (director: Director): Promise<void> => {
    const session = await open(director);
    sessions.add(session);
    const clock = remoteClock();
    const read = splitLines((line) => {
      const one = parseLook(line);
      if (one === null) return;
      clock.hear(one.at, Date.now());
      seen.push({ ...one, director: director.name, clock });
      latest.set(director.name, { look: one, at: clock.here(one.at) ?? 0 });
    });
    try {
      const script = observerScript(cluster, director, 3600);
      await session.run([{ name: 'see which VIPs it holds', script, isData: true }], {
        onOutput: (_index, stream, text) => stream === 'stdout' && read(text),
      });
    } finally {
      sessions.delete(session);
      session.close();
    }
  };
  const keepLooking = async (director: Director): Promise<void> => {
    while (!isOver()) {
      try {
        await look(director);
      } catch (error) {
        // Cut off, or without power: that is what drills are about.
        if (!isLvsdeployError(error)) throw error;
      }
      if (!isOver()) await pause(500);
    }
  };
  const isOver = () => isClosed;
  for (const director of cluster.directors) void keepLooking(director);

  return {
    holders: () =>
      [...latest]
        .filter(
          ([
            ,
            {
              look: { vips },
              at,
            },
          ]) => vips.length > 0 && Date.now() - at < fresh,
        )
        .map(([director]) => director),
    holdings: (client) =>
      seen.flatMap(({ director, vips, at, clock }) => {
        const moment = client.at(clock.here(at) ?? 0);
        return moment === null ? [] : [{ at: moment, director, vips }];
      }),
    close() {
      isClosed = true;
      for (const session of sessions) session.close();
    },
  };
}
