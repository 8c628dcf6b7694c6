import ssh2 from 'ssh2';
import type { ParsedKey } from 'ssh2';

/** An agent of which only some keys are offered. */
export class SelectiveAgent extends ssh2.OpenSSHAgent {
  readonly #wanted: readonly Buffer[] | null;
  readonly #note: (problem: string) => void;

  /**
   * @param wanted the public keys to offer, or null for all.
   * @param note is told when none is left: ssh2 passes over certificates and FIDO keys without a word.
   */
  constructor(socket: string, wanted: readonly Buffer[] | null, note: (problem: string) => void) {
    super(socket);
    this.#wanted = wanted;
    this.#note = note;
  }

  override getIdentities(callback: (error: Error | undefined, keys?: ParsedKey[]) => void): void {
    super.getIdentities((error?: Error | null, keys?: unknown) => {
      if (error) {
        callback(error);
        return;
      }
      // Its type knows entries of another form, which this agent does not make.
      const offered = ((keys ?? []) as ParsedKey[]).filter(
        (key) => this.#wanted?.some((wanted) => wanted.equals(key.getPublicSSH())) ?? true,
      );
      if (offered.length === 0) {
        const which = this.#wanted === null ? '' : ' of those that identityFile names (IdentitiesOnly)';
        this.#note(`the agent: it holds no key${which} that can be used; certificates and FIDO keys cannot`);
      }
      callback(undefined, offered);
    });
  }
}
