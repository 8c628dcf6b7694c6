import type { Host } from '../inventory/host.ts';
import type { Session } from '../shell/session.ts';
import { openSession } from './session.ts';
import type { Transport } from './transport.ts';
import { takeTurns } from './turns.ts';

/** A host's session, or why there is none. */
export type OpenedSession =
  | { readonly host: Host; readonly session: Session }
  | { readonly host: Host; readonly session: null; readonly error: unknown };

/** Connects to many hosts, at most `concurrency` at a time; a host that fails keeps none from the others. */
export function openSessions(
  transport: Transport,
  hosts: readonly Host[],
  { concurrency = 50 }: { readonly concurrency?: number } = {},
): Promise<OpenedSession[]> {
  const inTurn = takeTurns(concurrency);
  return Promise.all(
    hosts.map((host) =>
      inTurn(() => openSession(transport, host)).then(
        (session): OpenedSession => ({ host, session }),
        (error: unknown): OpenedSession => ({ host, session: null, error }),
      ),
    ),
  );
}
