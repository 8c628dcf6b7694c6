import type { Host } from '../inventory/host.ts';
import type { Session } from '../shell/session.ts';
import { takeTurns } from '../turns.ts';

/** The sessions of a run: one connection a host, opened when it is first needed and kept until the end. */
export interface Connections {
  /** @throws what opening threw, the same error each time: a host that refused is not asked again in this run. */
  to(host: Host): Promise<Session>;
  close(): void;
}

/**
 * @param open opens one session.
 * @param limit how many may be opening at a time.
 */
export function connectLazily(open: (host: Host) => Promise<Session>, limit = 50): Connections {
  const sessions = new Map<string, Promise<Session>>();
  const inTurn = takeTurns(limit);
  return {
    to(host) {
      const session = sessions.get(host.name) ?? inTurn(() => open(host));
      sessions.set(host.name, session);
      return session;
    },
    close() {
      for (const session of sessions.values()) {
        session.then(
          (open) => open.close(),
          () => undefined, // It never opened; whoever asked for it has the error.
        );
      }
    },
  };
}
