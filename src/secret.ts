import { inspect } from 'node:util';

/** What stands in the place of a secret wherever it is shown. */
export const hidden = '[secret]';

/** A value that cannot print itself: in text, JSON, template or debugger it reads `[secret]`; only {@link Secret.reveal} gives it. */
export class Secret {
  readonly #value: string;
  readonly #parts: readonly Secret[];

  /** @param parts the smaller secrets that it was made of, the rest of it being none; left out, all of it is secret. */
  constructor(value: string, parts: readonly Secret[] = []) {
    this.#value = value;
    this.#parts = parts;
  }

  /** The only way out; to be called at the edge that needs the value, and nowhere else. */
  reveal(): string {
    return this.#value;
  }

  /** What of it must not be seen: the secrets that it was made of, or itself. */
  get core(): readonly Secret[] {
    return this.#parts.length === 0 ? [this] : this.#parts.flatMap((part) => part.core);
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [inspect.custom](): string {
    return hidden;
  }
}

/** @returns every secret anywhere in the data, each once. */
export function secretsIn(data: unknown): readonly Secret[] {
  const found = new Set<Secret>();
  const seen = new Set<object>();
  const look = (value: unknown) => {
    if (value instanceof Secret) found.add(value);
    else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value);
      Object.values(value).forEach(look);
    }
  };
  look(data);
  return [...found];
}

/** Asks a person, who sees the question and not the answer. */
export type AskSecret = (question: string) => Promise<Secret>;
