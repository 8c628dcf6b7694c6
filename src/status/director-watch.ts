import type { Cluster, Director } from '../cluster/cluster.ts';
import { isLvsdeployError, type LvsdeployError } from '../errors.ts';
import type { Session } from '../shell/session.ts';
import { DeadlineExceeded } from '../ssh/errors.ts';
import { lookSnippets, parseLook, type Look } from './look.ts';
import type { DirectorStatus, InstanceStatus } from './status.ts';
import { sumUpTable } from './sum-up.ts';

/** Looks at one director, as often as it is told to, over a connection that is kept. */
export interface DirectorWatch {
  /** One round trip; a connection that was lost is made anew. */
  look(): Promise<DirectorStatus>;
  close(): void;
}

/** Seconds after which keepalived is asked again though nothing has changed: each time it writes a file, and a line to its log. */
const askedAgainAfter = 10;
/** Seconds that a rate is taken over, or two looks where they are farther apart. */
const window = 7;
/** Milliseconds that an answer may take. */
const patience = 8000;

function reasonOf(error: LvsdeployError): string {
  return error instanceof DeadlineExceeded ? `no answer within ${patience / 1000} s` : error.message;
}

export function watchDirector(cluster: Cluster, { name }: Director, open: () => Promise<Session>): DirectorWatch {
  let session: Session | null = null;
  /** The looks that rates are taken from, the oldest first. */
  let past: readonly Look[] = [];
  let vrrp: readonly InstanceStatus[] | null = null;
  let askedAt: number | null = null;

  const forget = () => {
    session?.close();
    session = null;
    past = [];
    vrrp = null;
    askedAt = null;
  };

  return {
    async look() {
      try {
        session ??= await open();
        const before = past.at(-1);
        const isDue = askedAt === null || before === undefined || before.uptime - askedAt >= askedAgainAfter;
        const results = await session.run(lookSnippets(cluster.vrrp !== null && isDue), { deadline: patience });
        const now = parseLook(cluster, results);
        if (now.vrrp !== undefined) [vrrp, askedAt] = [now.vrrp, now.uptime];
        // What it held has changed: its state has, too.
        else if (before?.holds.join() !== now.holds.join()) askedAt = null;
        const services = sumUpTable(cluster, now, past);
        past = [...past.filter(({ uptime }, index) => uptime > now.uptime - window || index === past.length - 1), now];
        return { name, silence: null, holds: now.holds, vrrp, services, tableProblem: now.tableProblem };
      } catch (error) {
        if (!isLvsdeployError(error)) throw error;
        forget();
        return { name, silence: reasonOf(error), holds: [], vrrp: null, services: null, tableProblem: null };
      }
    },
    close: forget,
  };
}
