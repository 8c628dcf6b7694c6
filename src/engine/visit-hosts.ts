import { isLvsdeployError, type LvsdeployError } from '../errors.ts';
import type { Host } from '../inventory/host.ts';
import type { Session } from '../shell/session.ts';
import { takeTurns } from '../turns.ts';

/** What a visit to a host brought, or why there was none. */
export type Visited<Result> = {
  readonly host: string;
  /** With the time that it took to connect. */
  readonly milliseconds: number;
} & ({ readonly result: Result } | { readonly error: LvsdeployError });

export interface VisitOptions<Result> {
  readonly open: (host: Host) => Promise<Session>;
  readonly visit: (session: Session, host: Host) => Promise<Result>;
  /** How many hosts at a time; 50 when it is left out. */
  readonly limit?: number;
  /** Told as soon as a host is done with. */
  readonly onVisited?: (visited: Visited<Result>) => void;
  /** @returns whether no further host is to be visited. */
  readonly isOver?: () => boolean;
}

/** Visits hosts over a connection each, which is closed again. @returns those that were visited, in the order of the hosts. */
export async function visitHosts<Result>(
  hosts: readonly Host[],
  { open, visit, limit = 50, onVisited = () => undefined, isOver = () => false }: VisitOptions<Result>,
): Promise<readonly Visited<Result>[]> {
  const inTurn = takeTurns(limit);
  const visited = await Promise.all(
    hosts.map((host) =>
      inTurn(async () => {
        if (isOver()) return [];
        const one = await visitHost(host, open, visit);
        onVisited(one);
        return [one];
      }),
    ),
  );
  return visited.flat();
}

async function visitHost<Result>(
  host: Host,
  open: VisitOptions<Result>['open'],
  visit: VisitOptions<Result>['visit'],
): Promise<Visited<Result>> {
  const since = Date.now();
  const told = () => ({ host: host.name, milliseconds: Date.now() - since });
  let session: Session | null = null;
  try {
    session = await open(host);
    const result = await visit(session, host);
    return { ...told(), result };
  } catch (error) {
    if (isLvsdeployError(error)) return { ...told(), error };
    throw error;
  } finally {
    session?.close();
  }
}
