import { inspect } from 'node:util';

const mask = '[secret]';

/** A value that cannot print itself: in text, JSON, template or debugger it reads `[secret]`; only {@link Secret.reveal} gives it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The only way out; to be called at the edge that needs the value, and nowhere else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}

/** Asks a person, who sees the question and not the answer. */
export type AskSecret = (question: string) => Promise<Secret>;
