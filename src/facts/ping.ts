import { LvsdeployError } from '../errors.ts';
import type { Host } from '../inventory/host.ts';
import type { Session } from '../shell/session.ts';
import { sh } from '../shell/shell.ts';

/** A host that can be worked on: SSH, the rights of root and a shell are there. */
export interface Pong {
  /** Who logs in. */
  readonly user: string;
  /** How that user gets the rights of root. */
  readonly become: Host['access']['become']['method'];
  /** `Linux 6.1.0-44-amd64`. */
  readonly kernel: string;
}

/** Asks a host for nothing but a shell with the rights of root. @throws LvsdeployError when it has none. */
export async function pingHost(session: Session, { name, access }: Host): Promise<Pong> {
  const [result] = await session.run([{ name: 'ping', script: sh`id -u && uname -sr`, timeout: 30_000 }], {
    deadline: 60_000,
  });
  const [uid = '', kernel = ''] = result?.stdout.split('\n') ?? [];
  if (result?.status !== 0 || !/^\d+$/.test(uid)) {
    const said = result?.stderr.trim() || uid || 'it says nothing';
    throw new LvsdeployError(`the shell there does not do what it is asked: ${said}`, {
      place: name,
      hint: 'It must be a Linux host with a POSIX shell and coreutils.',
    });
  }
  if (uid !== '0') {
    throw new LvsdeployError(`${access.user} has not the rights of root`, {
      place: name,
      hint: 'Say `become: { method: sudo }` in the inventory, or another user.',
    });
  }
  return { user: access.user, become: access.become.method, kernel };
}
