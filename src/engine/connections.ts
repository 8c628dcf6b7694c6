import type { Host } from '../inventory/host.ts';
import type { Session } from '../shell/session.ts';
import { takeTurns } from '../turns.ts';

/** The sessions of a run: one connection a host, opened when it is first needed and kept until the end. */
export interface Connections {
  /** @throws what opening threw, the same error each time: a host that refused is not asked again in this run. */
  to(host: Host): Promise<Session>;
  /**
   * Connects anew to a host that was rebooted: the session that `to` gave goes on over the new connection.
   * @throws what opening threw; the session is as it was, and may be tried again.
   */
  again(host: Host): Promise<void>;
  close(): void;
}

/**
 * @param open opens one session.
 * @param limit how many may be opening at a time.
 */
export function connectLazily(open: (host: Host) => Promise<Session>, limit = 50): Connections {
  const lines = new Map<string, Promise<Line>>();
  const inTurn = takeTurns(limit);
  const lineTo = (host: Host) => {
    const line = lines.get(host.name) ?? inTurn(async () => lineOver(await open(host)));
    lines.set(host.name, line);
    return line;
  };
  return {
    to: async (host) => (await lineTo(host)).session,
    again: async (host) => (await lineTo(host)).renew(await open(host)),
    close() {
      for (const line of lines.values()) {
        line.then(
          ({ session }) => session.close(),
          () => undefined, // It never opened; whoever asked for it has the error.
        );
      }
    },
  };
}

/** A session that outlives its connection. */
interface Line {
  readonly session: Session;
  renew(next: Session): void;
}

function lineOver(first: Session): Line {
  let current = first;
  let before = 0;
  return {
    session: {
      host: first.host,
      get roundTrips() {
        return before + current.roundTrips;
      },
      run: (snippets, options) => current.run(snippets, options),
      close: () => current.close(),
    },
    renew(next) {
      before += current.roundTrips;
      current.close();
      current = next;
    },
  };
}
