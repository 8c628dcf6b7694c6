import type { Host } from '../inventory/host.ts';
import type { LoadedInventory } from '../inventory/parse.ts';
import type { WaitingLine } from '../report/waiting-line.ts';
import { showsActions } from '../report/verbosity.ts';
import type { AskSecret } from '../secret.ts';
import type { Session } from '../shell/session.ts';
import type { OnWait } from '../ssh/transport.ts';
import type { Voice } from './voice.ts';

/** How the engine speaks to whoever runs it. */
export interface Person {
  /** Shows a doubt about the inventory. */
  readonly warn: (line: string) => void;
  /** Shows what is waited for, as long as no run has the screen. */
  readonly onWait: OnWait;
  /** Null where nobody is there to answer. */
  readonly askSecret: AskSecret | null;
  /** Told what goes over each connection, when that is asked for; left out, nobody. */
  readonly voice?: Pick<Voice, 'verbosity' | 'note'>;
  /** Says which hosts are waited for while they are read; null where nobody watches. */
  readonly waiting?: WaitingLine | null;
}

/** @returns how to open sessions over SSH. @param tell is told what is waited for. */
export async function openOverSsh(
  { askSecret, onWait }: Person,
  tell = onWait,
): Promise<(host: Host) => Promise<Session>> {
  const [{ openSession }, { ssh2Transport }] = await Promise.all([
    import('../ssh/session.ts'),
    import('../ssh/ssh2-transport.ts'),
  ]);
  const transport = ssh2Transport(askSecret, tell);
  return (host) => openSession(transport, host);
}

/** @returns how to open sessions that are told of as the options of the command have it. */
export async function openTelling(
  person: Person,
): Promise<(inventory: Pick<LoadedInventory, 'hosts' | 'clusters'>) => (host: Host) => Promise<Session>> {
  const open = await openOverSsh(person);
  const { verbosity = 0, note } = person.voice ?? {};
  if (note === undefined || !showsActions(verbosity)) return () => open;
  const [{ tellSession }, { maskOf }, { secretsIn }] = await Promise.all([
    import('../report/told-session.ts'),
    import('../mask.ts'),
    import('../secret.ts'),
  ]);
  return (inventory) => {
    const mask = maskOf(secretsIn(inventory));
    return async (host) => tellSession(await open(host), { verbosity, mask, tell: note });
  };
}

/**
 * Says which hosts are waited for, where nothing is shown while they are read.
 * @param isOn whether that is still so.
 */
export function sayWaiting(
  open: (host: Host) => Promise<Session>,
  { waiting = null }: Pick<Person, 'waiting'>,
  isOn = () => true,
): (host: Host) => Promise<Session> {
  const during = async <Result>(host: string, work: () => Promise<Result>): Promise<Result> => {
    const done = isOn() ? waiting?.begin(host) : undefined;
    try {
      return await work();
    } finally {
      done?.();
    }
  };
  return (host) =>
    during(host.name, async () => {
      const session = await open(host);
      return {
        host: session.host,
        get roundTrips() {
          return session.roundTrips;
        },
        run: (snippets, options) => during(session.host, () => session.run(snippets, options)),
        close: () => session.close(),
      };
    });
}
