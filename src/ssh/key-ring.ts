import type { HostAccess } from '../inventory/host.ts';
import type { AskSecret, Secret } from '../secret.ts';
import { readIdentity, type Identity } from './identity.ts';

/** The key files of a run: each is read once, and asked about once. */
export interface KeyRing {
  read(access: HostAccess): Promise<readonly Identity[]>;
  /** Asks for the passphrase of the first that is locked still. @returns whether one more key can be used now. */
  unlockOne(identities: readonly Identity[]): Promise<boolean>;
}

const attempts = 3;

/** @param ask null where nobody is there to answer. */
export function openKeyRing(ask: AskSecret | null): KeyRing {
  const identities = new Map<string, Promise<Identity>>();
  const asked = new Map<string, Promise<boolean>>();

  const readOne = async (file: string, passphrase: Secret | null): Promise<Identity> => {
    const reading = identities.get(file) ?? readIdentity(file);
    identities.set(file, reading);
    const identity = await reading;
    return identity.kind === 'locked' && passphrase !== null ? unlock(file, passphrase) : identity;
  };
  /** A key that came open stays so, for all hosts: to open it takes its time. */
  const unlock = async (file: string, passphrase: Secret): Promise<Identity> => {
    const identity = await readIdentity(file, passphrase.reveal());
    if (identity.kind === 'key') identities.set(file, Promise.resolve(identity));
    return identity;
  };
  const askFor = async (file: string, answer: AskSecret): Promise<boolean> => {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const passphrase = await answer(`Passphrase of ${file}${attempt === 1 ? '' : ' (that was not it)'}:`);
      if (passphrase.reveal() === '') return false;
      if ((await unlock(file, passphrase)).kind === 'key') return true;
    }
    return false;
  };

  return {
    read: ({ identityFiles, passphrase }) => Promise.all(identityFiles.map((file) => readOne(file, passphrase))),
    async unlockOne(candidates) {
      if (ask === null) return false;
      for (const identity of candidates) {
        if (identity.kind !== 'locked') continue;
        const asking = asked.get(identity.file) ?? askFor(identity.file, ask);
        asked.set(identity.file, asking);
        if (await asking) return true;
      }
      return false;
    },
  };
}
