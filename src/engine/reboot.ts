import { isLvsdeployError, messageOf } from '../errors.ts';
import type { Snippet } from '../shell/session.ts';
import { sh } from '../shell/shell.ts';
import { HostKeyMismatch, HostKeyRevoked } from '../ssh/errors.ts';
import type { HostTurn } from './apply-host.ts';
import { Interrupted, NotBack } from './errors.ts';

/** Another one at every boot (random(4)). */
export const bootIdSnippet: Snippet = {
  name: 'read the boot id',
  isData: true,
  script: sh`cat /proc/sys/kernel/random/boot_id`,
};

const sameBoot = 'it still runs the boot that was to end';

export interface Reboot {
  /** What {@link bootIdSnippet} said before it. */
  readonly bootId: string;
  /** Milliseconds. */
  readonly patience: number;
  /** What it was for, as a message says it. */
  readonly description: string;
  readonly place: string;
}

/**
 * Waits until the host answers with another boot id.
 * @throws NotBack when it does not in time, HostKeyMismatch when it is another host, Interrupted.
 */
export async function awaitReboot(turn: HostTurn, { bootId, patience, description, place }: Reboot): Promise<void> {
  const { session, reconnect, signal, emit, pause } = turn;
  const until = Date.now() + patience;
  emit({ type: 'host-note', host: session.host, text: `${description}: it has to come back from its reboot`, until });
  let last = sameBoot;
  for (;;) {
    try {
      await reconnect();
      const [answer] = await session.run([bootIdSnippet], { deadline: 10_000 });
      const found = answer?.stdout.trim() ?? '';
      if (found !== '' && found !== bootId) return;
      last = sameBoot;
    } catch (error) {
      if (!isPassing(error)) throw error;
      last = messageOf(error);
    }
    if (signal?.aborted === true) throw interrupted(place);
    if (Date.now() >= until) throw notBack({ description, patience, place }, last);
    await pause(500);
  }
}

/**
 * A host that goes down ends the shell of whoever asks it, or does not answer; one that comes up may refuse a login for a
 * while (pam_nologin(8)). Neither changes its key.
 */
function isPassing(error: unknown): boolean {
  return isLvsdeployError(error) && !(error instanceof HostKeyMismatch || error instanceof HostKeyRevoked);
}

function notBack({ description, patience, place }: Pick<Reboot, 'description' | 'patience' | 'place'>, last: string) {
  const seconds = Math.round(patience / 1000);
  return new NotBack(`"${description}": it did not come back from its reboot within ${seconds} s: ${last}`, {
    place,
    hint:
      last === sameBoot
        ? 'It did not go down: see its console and its log for what held it up; then run again.'
        : 'See its console. Its boot loader can start the kernel that ran before, which was not removed; then run again.',
  });
}

function interrupted(place: string): Interrupted {
  return new Interrupted('interrupted while it was waited for to come back from its reboot', {
    place,
    hint: 'It was left to boot. Run again to go on where this one stopped.',
  });
}
